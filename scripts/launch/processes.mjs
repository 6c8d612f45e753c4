import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { PlainError } from '../run.mjs'

// The processes of one data directory, written down so that a start after `kill -9` finds what was left running.

const fileOf = (data) => join(data, 'processes.json')

export function rememberProcesses(data, pids) {
  const known = pids.map((pid) => ({ pid, startedAt: startOf(pid) }))
  writeFileSync(fileOf(data), JSON.stringify({ launcher: describeSelf(), children: known }), { mode: 0o600 })
}

export function forgetProcesses(data) {
  rmSync(fileOf(data), { force: true })
}

/**
 * Ends what an earlier start left behind. A number alone says nothing, for numbers are given out again: a process
 * is ours only if it began when ours did. Throws when the earlier start is alive.
 */
export async function stopLeftovers(data) {
  const path = fileOf(data)
  if (!existsSync(path)) return
  const { launcher, children } = readJson(path)
  if (launcher && launcher.pid !== process.pid && isSame(launcher)) {
    throw new PlainError(
      `Sallyport is running already on ${data} (process ${launcher.pid}). Stop it, or set SALLYPORT_DATA to another directory.`,
    )
  }
  for (const child of children ?? []) await stop(child)
  if (launcher?.pid !== process.pid) forgetProcesses(data)
}

const GRACE_MS = 8000

async function stop(child) {
  if (isSame(child)) process.kill(child.pid, 'SIGTERM')
  for (const end = Date.now() + GRACE_MS; isSame(child); await setTimeout(50)) {
    if (Date.now() > end) process.kill(child.pid, 'SIGKILL')
  }
}

const describeSelf = () => ({ pid: process.pid, startedAt: startOf(process.pid) })
const isSame = ({ pid, startedAt }) => startedAt !== null && startOf(pid) === startedAt

/** When a process began, in whatever unit the system has; null for one that is not there or only waits to be reaped. */
function startOf(pid) {
  try {
    if (process.platform !== 'linux') {
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null
    }
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ') // from field 3 on: proc_pid_stat(5)
    return fields[0] === 'Z' ? null : (fields[19] ?? null)
  } catch {
    return null
  }
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return {} // cut short by the crash that we recover from
  }
}
