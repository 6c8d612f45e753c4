import { existsSync, readFileSync } from 'node:fs'
import type { Process } from './routes/route'

/** USER_HZ, which is 100 on every Linux that Node runs on: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
const TICK_MS = 10

/** The CPU time of each process so far, all its threads together; empty on a system without /proc. */
export function cpuMs(processes: readonly Process[]): Readonly<Record<string, number>> {
  const known = existsSync('/proc/self/stat') ? processes : []
  return Object.fromEntries(
    known.map(({ name, pid }) => [name, ticksIn(readFileSync(`/proc/${pid}/stat`, 'utf8')) * TICK_MS]),
  )
}

/** utime + stime, the 14th and 15th field; the 2nd, a program's name in brackets, may hold anything. */
export function ticksIn(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ') // from the 3rd on
  return Number(fields[11]) + Number(fields[12])
}
