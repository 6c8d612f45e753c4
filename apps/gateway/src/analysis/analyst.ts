import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { SallyportError } from '@sallyport/core'
import { type Analysis, type Catalogue, type Definition, notUnderstood } from '@sallyport/sql'
import { describeError, log } from '../log'
import { LISTS, type Order, type Placed, READY, type Report } from './messages'

/** In UTF-16 units: what is shorter is understood in line, in about a millisecond. */
export const LARGE = 16 * 1024

const LIMITS = {
  /** Texts that wait or are being read, and their length together. */
  jobs: 64,
  characters: 16 * 1024 * 1024,
  /** Until a new thread can begin. */
  startMs: 60_000,
  /** From when a text is begun. Half a second is usual for the largest. */
  deadlineMs: 15_000,
  /** A thread that has grown by more than this is replaced once it is idle. */
  bytes: 256 * 1024 * 1024,
  /** Catalogues that it keeps. */
  catalogues: 8,
} as const
/** So many items of a catalogue's lists are handed over at once. */
const SLICE = 200

interface Job {
  readonly number: number
  readonly text: string
  readonly catalogue: Catalogue
  readonly settle: (answer: Answer) => void
}

type Answer = Report | { readonly why: string }

/** A thread and what it was told. */
interface Thread {
  readonly worker: Worker
  /** By the catalogue; the first is the one that was used longest ago. */
  readonly catalogues: Map<Catalogue, number>
  /** What it took when it was ready; null: it is not yet. */
  bytes: number | null
}

export interface AnalystOptions {
  readonly limits?: Partial<Record<keyof typeof LIMITS, number>>
  /** Another program in the worker's place. */
  readonly program?: URL
}

/**
 * Understands large texts on a thread of its own, one after the other, so that nobody's statement waits for another's.
 * What cannot be understood there (too many wait, it takes too long, the thread died) is `unknown`, and the thread is
 * replaced.
 */
export class Analyst {
  private readonly limits: Readonly<Record<keyof typeof LIMITS, number>>
  private readonly program: URL | undefined
  private readonly queue: Job[] = []
  private waiting = 0
  private thread: Thread | null = null
  private isBusy = false
  private settleCurrent: ((answer: Answer) => void) | null = null
  private jobs = 0
  private catalogues = 0

  constructor({ limits = {}, program }: AnalystOptions = {}) {
    this.limits = { ...LIMITS, ...limits }
    this.program = program
  }

  /** As `analyse` of packages/sql, whose errors it throws. */
  async analyse(text: string, catalogue: Catalogue): Promise<Analysis> {
    const answer = await this.ask(text, catalogue)
    if ('error' in answer) {
      const { code, message, position } = answer.error
      throw new SallyportError(code, message, position === undefined ? {} : { position })
    }
    if ('why' in answer) return notUnderstood(answer.why, catalogue)
    const { statements, texts } = answer
    return {
      statements: statements.map((statement) => inPlace(statement, catalogue)),
      ...(texts && { texts }),
    }
  }

  /** Ends the thread; what waits is not understood. */
  async close(): Promise<void> {
    for (const job of this.queue.splice(0)) job.settle({ why: 'gateway-stops' })
    await this.discard('gateway-stops')
  }

  private ask(text: string, catalogue: Catalogue): Promise<Answer> {
    const isFull =
      this.queue.length >= this.limits.jobs || this.waiting + text.length > this.limits.characters
    if (isFull) return Promise.resolve({ why: 'too-many-large-statements' })
    this.waiting += text.length
    return new Promise((resolve) => {
      this.jobs += 1
      const settle = (answer: Answer) => {
        this.waiting -= text.length
        resolve(answer)
      }
      this.queue.push({ number: this.jobs, text, catalogue, settle })
      void this.work()
    })
  }

  private async work(): Promise<void> {
    if (this.isBusy) return
    this.isBusy = true
    try {
      for (let job = this.queue.shift(); job; job = this.queue.shift()) job.settle(await this.attempt(job))
    } finally {
      this.isBusy = false
    }
  }

  private async attempt(job: Job): Promise<Answer> {
    try {
      const answer = await this.run(job)
      if (!('job' in answer)) await this.discard(answer.why)
      else if (answer.bytes - (this.thread?.bytes ?? 0) > this.limits.bytes)
        await this.discard('it has grown')
      return answer
    } catch (error) {
      log('error', 'a large statement cannot be understood', describeError(error))
      await this.discard('it failed')
      return { why: 'analysis-failed' }
    }
  }

  private async run({ number, text, catalogue }: Job): Promise<Answer> {
    const thread = (this.thread ??= this.start())
    if (thread.bytes === null) {
      const begun = await this.answer(READY, this.limits.startMs)
      if (!('job' in begun)) return begun
      thread.bytes = begun.bytes
    }
    const id = await this.tell(thread, catalogue)
    const answered = this.answer(number, this.limits.deadlineMs)
    const order: Order = { kind: 'analyse', id, job: number, text }
    thread.worker.postMessage(order)
    return answered
  }

  /** What the thread says of this job, or why it does not. */
  private async answer(job: number, deadlineMs: number): Promise<Answer> {
    const answered = new Promise<Answer>((resolve) => {
      this.settleCurrent = (answer) => {
        if (!('job' in answer) || answer.job === job) resolve(answer)
      }
    })
    const late = setTimeout(() => this.settleCurrent?.({ why: 'too-slow' }), deadlineMs)
    try {
      if (!this.thread) return { why: 'analysis-failed' } // it died before
      return await answered
    } finally {
      clearTimeout(late)
      this.settleCurrent = null
    }
  }

  private start(): Thread {
    const worker = new Worker(this.program ?? programOf(), {
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: 512 },
      env: {}, // it needs none of the secrets that are in ours
    })
    worker.unref()
    const thread: Thread = { worker, catalogues: new Map(), bytes: null }
    worker.on('message', (report: Report) => {
      if (this.thread === thread) this.settleCurrent?.(report)
    })
    const end = (why: string) => {
      if (this.thread !== thread) return
      this.thread = null
      this.settleCurrent?.({ why })
    }
    worker.on('error', (error) => {
      log('warn', 'the thread that understands large statements died', describeError(error))
      end('analysis-failed')
    })
    worker.on('exit', () => end('analysis-failed'))
    return thread
  }

  private async discard(why: string): Promise<void> {
    const { thread } = this
    this.thread = null
    this.settleCurrent?.({ why })
    await thread?.worker.terminate()
  }

  /** Hands a catalogue over, in slices between which others have their turn. */
  private async tell({ worker, catalogues }: Thread, catalogue: Catalogue): Promise<number> {
    const say = (order: Order) => worker.postMessage(order)
    const known = catalogues.get(catalogue)
    if (known !== undefined) {
      catalogues.delete(catalogue)
      catalogues.set(catalogue, known)
      return known
    }
    const id = (this.catalogues += 1)
    say({ kind: 'catalogue', id, database: catalogue.database })
    for (const list of LISTS) {
      const items = catalogue[list]
      if (items === undefined) continue
      for (let at = 0; at === 0 || at < items.length; at += SLICE) {
        say({ kind: 'slice', id, list, items: items.slice(at, at + SLICE) })
        await nextTurn()
      }
    }
    catalogues.set(catalogue, id)
    const [oldest] = catalogues
    if (oldest && catalogues.size > this.limits.catalogues) {
      catalogues.delete(oldest[0])
      say({ kind: 'forget', id: oldest[1] })
    }
    return id
  }
}

function inPlace({ places, ...statement }: Placed, catalogue: Catalogue): Analysis['statements'][number] {
  const definitions = places.map(([list, index]) => catalogue[list]?.[index] as Definition)
  return { ...statement, definitions }
}

/** A bundle has the program beside it; in development it is read as it stands here. */
function programOf(): URL {
  const built = new URL('./analysis-worker.js', import.meta.url)
  if (existsSync(fileURLToPath(built))) return built
  // `--import tsx` does not reach a worker's own program before Node 22
  const tsx = new URL('index.mjs', pathToFileURL(createRequire(import.meta.url).resolve('tsx/esm/api')))
  const source = new URL('./analysis-worker.ts', import.meta.url)
  const text = `import { register } from '${tsx.href}'; register(); await import('${source.href}')`
  return new URL(`data:text/javascript,${encodeURIComponent(text)}`)
}
