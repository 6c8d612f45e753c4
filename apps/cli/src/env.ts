import { homedir } from 'node:os'
import { join } from 'node:path'

export interface Env {
  readonly console: string | undefined
  readonly token: string | undefined
  /** Where what `login` brings is kept. */
  readonly folder: string
  /** What programs that are started get, with more. */
  readonly inherited: Readonly<Record<string, string | undefined>>
}

export function readEnv(source: NodeJS.ProcessEnv = process.env): Env {
  const config = source['XDG_CONFIG_HOME'] || join(homedir(), '.config')
  return {
    console: source['SALLYPORT_CONSOLE'] || undefined,
    token: source['SALLYPORT_TOKEN'] || undefined,
    folder: source['SALLYPORT_CONFIG'] || join(config, 'sallyport'),
    inherited: source,
  }
}
