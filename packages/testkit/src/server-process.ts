import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

export interface ServerProcess {
  readonly pid: number
  readonly port: number
}

/**
 * The server that runs on a data directory, from its postmaster.pid: line 1 is the process, line 4 the port.
 * Null when there is none, also when the process's number has gone to something else since.
 */
export function findServer(directory: string): ServerProcess | null {
  let lines: string[]
  try {
    lines = readFileSync(join(directory, 'postmaster.pid'), 'utf8').split('\n')
  } catch {
    return null // no server was started, or it ended in order
  }
  const pid = Number(lines[0])
  const port = Number(lines[3])
  if (!(pid > 0) || !commandOf(pid).includes(directory)) return null
  return { pid, port }
}

/** The command line of a process, or '' when there is no such process. */
export function commandOf(pid: number): string {
  try {
    if (process.platform === 'linux')
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
    return execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' })
  } catch {
    return ''
  }
}

/** A process that ended but was not waited for (a zombie) does not count. */
export function isAlive(pid: number): boolean {
  return commandOf(pid) !== ''
}

/** Larger than any process number of Linux or macOS. */
const NOBODY = '2147483646'

/**
 * Lets a new server start where the last one was killed. PostgreSQL takes a process that only has the old number,
 * or waits as a zombie under an init that does not reap, for a live server; so the number in the file is made one
 * that nobody has. The rest stays: by it PostgreSQL sees whether orphaned backends still hold the shared memory.
 */
export function forgetDeadServer(directory: string): void {
  const path = join(directory, 'postmaster.pid')
  if (!existsSync(path) || findServer(directory)) return
  writeFileSync(path, readFileSync(path, 'utf8').replace(/^-?\d+/, NOBODY))
}

const STOP_MS = 15_000

/** Fast shutdown: ends the clients, writes what is to be written. Returns once the server is gone. */
export async function stopServer(directory: string): Promise<void> {
  const server = findServer(directory)
  if (!server) return
  process.kill(server.pid, 'SIGINT')
  for (const end = Date.now() + STOP_MS; Date.now() < end; await setTimeout(20)) {
    if (!isAlive(server.pid)) return
  }
  process.kill(server.pid, 'SIGQUIT') // immediate: it recovers from its log at the next start
  while (isAlive(server.pid)) await setTimeout(20)
}
