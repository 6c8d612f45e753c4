import { createHash } from 'node:crypto'
import { type Decision, SallyportError } from '@sallyport/core'
import type { PendingApproval } from '../../session/approvals'
import type { Bearer } from './bearer'

/** That people are asked. */
export interface Held {
  readonly approvalId: string
  readonly url: string
  readonly expiresAt: Date
  readonly rule: string
  readonly message: string
}

/** It may not run, or could not. */
export interface Refused {
  readonly kind: 'refused'
  readonly error: SallyportError
}

/** What a call is told of while it runs. */
export interface Progress {
  /** The session that runs it. */
  readonly session: (id: string) => void
  readonly held: (pending: PendingApproval, decision: Decision) => void
}

/** A call that is about to run. */
export interface Work<Outcome> {
  readonly run: () => Promise<Outcome>
  /** Withdraws it while it is held, or cancels it at the target. */
  readonly cancel: () => void
}

export type Begin<Asked, Outcome> = (bearer: Bearer, asked: Asked, progress: Progress) => Work<Outcome>

export interface Call<Asked, Outcome> {
  readonly key: string
  readonly subject: string
  readonly asked: Asked
  readonly startedAt: Date
  /** The session that runs it; '' until there is one. */
  sessionId: string
  held: Held | null
  isSettled: boolean
  /** A client was told to come back for it. */
  isPromised: boolean
  readonly outcome: Promise<Outcome | Refused>
  /** Resolves when it is held or settled. */
  readonly news: Promise<void>
  /** Withdraws it while it is held, or cancels it at the target. */
  cancel(): void
}

/** How long an answer waits for the client that was told to come back. */
const KEPT_MS = 15 * 60_000
const MAX_KEPT_OF_ONE = 20

/**
 * Calls from when they are asked for until their answer was taken. One that is held may outlast its client's patience:
 * then the next call for the same by the same identity finds it here, and has its answer, once.
 */
export class Calls<Asked, Outcome> {
  private readonly beginWork: Begin<Asked, Outcome>
  private readonly open = new Set<Call<Asked, Outcome>>()

  constructor(begin: Begin<Asked, Outcome>) {
    this.beginWork = begin
  }

  /** The call that a client was told to come back for, or a new one. */
  take(bearer: Bearer, asked: Asked): Call<Asked, Outcome> {
    const key = keyOf(bearer, asked)
    const found = [...this.open].find((call) => call.key === key && call.isPromised)
    if (found) {
      found.isPromised = false // whoever asks a moment later asks for another: its answer is given once
      return found
    }
    if (this.of(bearer.subject).length >= MAX_KEPT_OF_ONE)
      throw new SallyportError('LIMIT_EXCEEDED', 'too many calls wait for their answers to be taken', {
        hint: 'Ask again for those that were pending.',
      })
    return this.begin(bearer, asked, key)
  }

  /** Its answer was given. */
  forget(call: Call<Asked, Outcome>): void {
    this.open.delete(call)
  }

  /** What somebody's calls wait for. */
  of(subject: string): readonly Call<Asked, Outcome>[] {
    return [...this.open].filter((call) => call.subject === subject)
  }

  private begin(bearer: Bearer, asked: Asked, key: string): Call<Asked, Outcome> {
    let tell: () => void = () => undefined
    const news = new Promise<void>((resolve) => {
      tell = resolve
    })
    const work = this.beginWork(bearer, asked, {
      session: (id) => {
        call.sessionId = id
      },
      held: ({ id, url, expiresAt }, { rule }) => {
        call.held = { approvalId: id, url, expiresAt, rule: rule?.name ?? '', message: rule?.message ?? '' }
        tell()
      },
    })
    const call: Call<Asked, Outcome> = {
      key,
      subject: bearer.subject,
      asked,
      startedAt: new Date(),
      sessionId: '',
      held: null,
      isSettled: false,
      isPromised: false,
      news,
      cancel: work.cancel,
      outcome: Promise.resolve()
        .then(work.run)
        .catch((error: unknown): Refused => {
          if (error instanceof SallyportError) return { kind: 'refused', error }
          throw error
        })
        .finally(() => {
          call.isSettled = true
          tell()
          setTimeout(() => this.forget(call), KEPT_MS).unref()
        }),
    }
    call.outcome.catch(() => undefined) // whoever waits hears of it; nobody may
    this.open.add(call)
    return call
  }
}

/** The token may be renewed meanwhile: it is the identity that comes back. */
function keyOf({ subject }: Bearer, asked: unknown): string {
  return `${subject} ${createHash('sha256').update(JSON.stringify(asked)).digest('hex')}`
}
