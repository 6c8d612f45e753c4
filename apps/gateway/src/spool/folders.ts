import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const PREFIX = 'process-'

interface Settings {
  readonly SALLYPORT_SPOOL: string
  readonly SALLYPORT_PROCESSES: number
  readonly SALLYPORT_PROCESS_NUMBER?: number | undefined
}

/**
 * Where this process spools, and after that the folders of processes that there are no more: the first takes those
 * over, so that what they left is not forgotten when a gateway gets fewer processes.
 */
export function spoolFolders({
  SALLYPORT_SPOOL: spool,
  SALLYPORT_PROCESSES: count,
  SALLYPORT_PROCESS_NUMBER: number = 1,
}: Settings): [string, ...string[]] {
  if (number > 1) return [join(spool, PREFIX + number)]
  const names = existsSync(spool) ? readdirSync(spool) : []
  const abandoned = names.filter(
    (name) => name.startsWith(PREFIX) && Number(name.slice(PREFIX.length)) > count,
  )
  return [spool, ...abandoned.map((name) => join(spool, name))]
}
