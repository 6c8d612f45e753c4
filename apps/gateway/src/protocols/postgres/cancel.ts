import { randomBytes } from 'node:crypto'
import type { Conversation } from './conversation'
import { cancelAtTarget } from './target/target-link'

/**
 * The keys that clients cancel with. A client gets its target's real process id, which tools look up in
 * pg_stat_activity, with a secret of ours; the target's own secret never leaves the gateway.
 */
export class CancelKeys {
  private readonly conversations = new Map<string, Conversation>()

  register(conversation: Conversation): { readonly secret: Buffer; release(): void } {
    const secret = randomBytes(4)
    const key = keyOf(conversation.target.processId, secret)
    this.conversations.set(key, conversation)
    return { secret, release: () => void this.conversations.delete(key) }
  }

  /** Cancels what the key's session runs, or withdraws what it holds. A wrong key does nothing and says nothing. */
  async cancel(processId: number, secret: Buffer): Promise<void> {
    const conversation = this.conversations.get(keyOf(processId, secret))
    if (!conversation || conversation.cancelHold()) return
    await cancelAtTarget(conversation.session.target, conversation.target)
  }
}

function keyOf(processId: number, secret: Buffer): string {
  return `${processId}.${secret.toString('hex')}`
}
