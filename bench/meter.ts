import { cpuMs } from './cpu'
import type { Process } from './routes/route'

/** One measurement. */
export interface Sample {
  readonly statements: number
  readonly seconds: number
  /** CPU time of each process meanwhile; empty where the system does not tell. */
  readonly cpuMs: Readonly<Record<string, number>>
  /** How long single statements took, where that was looked at. */
  readonly latencyMs?: { readonly p50: number; readonly p99: number }
}

/** Counts statements, time and CPU time from its making on. */
export class Meter {
  readonly #processes: readonly Process[]
  readonly #before: Readonly<Record<string, number>>
  readonly #begunAt = performance.now()
  #statements = 0
  #addedAt = this.#begunAt

  constructor(processes: readonly Process[]) {
    this.#processes = processes
    this.#before = cpuMs(processes)
  }

  get seconds(): number {
    return (performance.now() - this.#begunAt) / 1000
  }

  /** One statement is done. */
  count(): void {
    this.#statements++
  }

  /** So many statements a second were done since the last time. */
  add(perSecond: number): void {
    const now = performance.now()
    this.#statements += (perSecond * (now - this.#addedAt)) / 1000
    this.#addedAt = now
  }

  stop(): Sample {
    const { seconds } = this
    const after = Object.entries(cpuMs(this.#processes))
    const spent = after.map(([name, ms]) => [name, ms - (this.#before[name] ?? 0)])
    return { statements: this.#statements, seconds, cpuMs: Object.fromEntries(spent) }
  }
}
