import { randomBytes } from 'node:crypto'
import { log } from '../../log'
import { NO_SIBLINGS, type Siblings } from '../../processes/siblings'
import type { Conversation } from './conversation'
import { cancelAtTarget } from './target/target-link'

/** Protocol 3.0 has room for no more; 3.2 does. */
const SECRET_BYTES = 4
const LONG_SECRET_BYTES = 32
/** One address may be wrong this often in a minute. Then nothing of it is looked up: four bytes could be guessed. */
const MAX_WRONG = 20
const WRONG_WINDOW_MS = 60_000
const MAX_ADDRESSES = 10_000

interface Wrong {
  since: number
  times: number
}

/**
 * The keys that clients cancel with. A client gets its target's real process id, which tools look up in
 * pg_stat_activity, with a secret of ours; the target's own secret never leaves the gateway.
 */
export class CancelKeys {
  private readonly conversations = new Map<string, Conversation>()
  /** By address, how often it was wrong since when. */
  private readonly wrong = new Map<string, Wrong>()
  private readonly siblings: Siblings

  constructor(siblings: Siblings = NO_SIBLINGS) {
    this.siblings = siblings
    siblings.onCancel(({ processId, secret }) => this.cancelHere(`${processId}.${secret}`))
  }

  register(conversation: Conversation, minor: number): { readonly secret: Buffer; release(): void } {
    const secret = randomBytes(minor >= 2 ? LONG_SECRET_BYTES : SECRET_BYTES)
    const key = keyOf(conversation.target.processId, secret)
    this.conversations.set(key, conversation)
    return { secret, release: () => void this.conversations.delete(key) }
  }

  /** Cancels what the key's session runs, or withdraws what it holds. A wrong key does nothing and says nothing. */
  async cancel(processId: number, secret: Buffer, address: string): Promise<void> {
    if (this.isBarred(address)) return
    if (await this.cancelHere(keyOf(processId, secret))) return
    // Counted before anybody is asked, so that many at once are no more guesses than one after the other.
    const known = this.noteWrong(address)
    // The connection may have come to another process than its session.
    if (await this.siblings.cancel({ processId, secret: secret.toString('hex') })) known.times -= 1
    else log('warn', 'a cancel request had no session', { address, times: known.times })
  }

  /** The same for a session that this process attached: nobody guesses, so that it neither counts nor is kept back. */
  async cancelAttached(processId: number, secret: Buffer): Promise<void> {
    await this.cancelHere(keyOf(processId, secret))
  }

  private async cancelHere(key: string): Promise<boolean> {
    const conversation = this.conversations.get(key)
    if (!conversation) return false
    if (!conversation.cancelHold()) await cancelAtTarget(conversation.session.target, conversation.target)
    return true
  }

  private isBarred(address: string): boolean {
    const known = this.wrong.get(address)
    if (!known) return false
    if (Date.now() - known.since <= WRONG_WINDOW_MS) return known.times >= MAX_WRONG
    this.wrong.delete(address)
    return false
  }

  private noteWrong(address: string): Wrong {
    const [oldest] = this.wrong.keys()
    if (this.wrong.size >= MAX_ADDRESSES && oldest !== undefined) this.wrong.delete(oldest)
    const known = this.wrong.get(address) ?? { since: Date.now(), times: 0 }
    known.times += 1
    this.wrong.set(address, known)
    return known
  }
}

function keyOf(processId: number, secret: Buffer): string {
  return `${processId}.${secret.toString('hex')}`
}
