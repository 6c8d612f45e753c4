import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { log } from '../log'
import { isProcessMessage, PROCESS_NUMBER } from './messages'
import { type Peer, Relay } from './relay'

/** One that ends sooner than this after its start is not started again at once. */
const STABLE_MS = 10_000
const RESTART_MS = { first: 500, most: 30_000 }
/** How long they may take to end when they are told to. */
const STOP_TIMEOUT_MS = 4_000

/**
 * Starts this program again as `count` processes that listen on one port, and starts anew whichever ends: its sessions
 * are lost, and those of the others do not notice. The processes are of node:cluster, which hands out the connections
 * in turns.
 */
export class Supervisor {
  readonly #count: number
  readonly #relay = new Relay()
  readonly #running = new Map<number, Worker>()
  #isStopping = false

  constructor(count: number) {
    this.#count = count
  }

  /** Resolves when all of them take clients, with where the first is reached. Throws when one ends before that. */
  async start(): Promise<string> {
    const numbers = Array.from({ length: this.#count }, (_, at) => at + 1)
    const addresses = await Promise.all(numbers.map((number) => this.#run(number)))
    return addresses[0] ?? ''
  }

  /** Has all of them end in order; who does not is killed. */
  async stop(): Promise<void> {
    this.#isStopping = true
    const workers = [...this.#running.values()]
    const running = workers.filter((worker) => !worker.isDead())
    const ended = Promise.all(running.map((worker) => once(worker, 'exit')))
    for (const worker of workers) worker.process.kill('SIGTERM')
    const isOver = new AbortController()
    const late = setTimeout(STOP_TIMEOUT_MS, null, { signal: isOver.signal }).catch(() => null)
    await Promise.race([ended, late])
    isOver.abort()
    for (const worker of workers) if (!worker.isDead()) worker.process.kill('SIGKILL')
  }

  async #run(number: number, restartMs = RESTART_MS.first): Promise<string> {
    const worker = cluster.fork({ [PROCESS_NUMBER]: String(number) })
    const begun = Date.now()
    const ready = this.#listenTo(worker)
    this.#running.set(number, worker)
    worker.once('exit', (code, signal) => {
      if (this.#isStopping) return
      void ready.then(
        () => this.#replace(number, Date.now() - begun < STABLE_MS ? restartMs : 0, signal ?? `code ${code}`),
        () => undefined, // `start` has thrown, or the one before it is replaced
      )
    })
    return ready
  }

  async #replace(number: number, waitMs: number, how: string): Promise<void> {
    log('error', 'a process of the gateway ended, and is started again', { number, how, waitMs })
    for (let restartMs = waitMs; ; ) {
      await setTimeout(restartMs)
      if (this.#isStopping) return
      restartMs = Math.min(RESTART_MS.most, Math.max(RESTART_MS.first, 2 * restartMs))
      try {
        await this.#run(number, restartMs)
        return
      } catch (error) {
        log('error', 'a process of the gateway did not start', { number, why: String(error) })
      }
    }
  }

  #listenTo(worker: Worker): Promise<string> {
    const peer: Peer = {
      send: (message) => {
        if (worker.isConnected()) worker.send(message)
      },
    }
    worker.on('error', () => undefined) // its end tells
    return new Promise((resolve, reject) => {
      worker.on('message', (message: unknown) => {
        if (!isProcessMessage(message)) return
        if (message.type === 'cancel') return this.#relay.ask(peer, message.number, message.question)
        if (message.type === 'cancelled') return this.#relay.answered(peer, message.number, message.isFound)
        this.#relay.add(peer)
        resolve(message.address)
      })
      worker.once('exit', (code, signal) => {
        this.#relay.remove(peer)
        reject(
          new Error(`a process of the gateway ended before it took clients (${signal ?? `code ${code}`})`),
        )
      })
    })
  }
}
