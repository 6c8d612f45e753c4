import { describeError, log } from '../log'
import type { Answer, ApprovalRequest, Approvals, Impact, PendingApproval } from '../session/approvals'
import { Bell } from './bell'
import { type ConsoleApi, call } from './console-api'
import type { ConsoleLink, ConsoleMessage } from './console-link'

/** The console tells us at once when an approval is settled; this is for the message that was lost. */
const ASK_AGAIN_MS = 5_000

/** Approvals live in the console; a hold here is a wait for its word, and costs no thread and no connection. */
export class ConsoleApprovals implements Approvals {
  private readonly api: ConsoleApi
  private readonly link: ConsoleLink

  constructor(api: ConsoleApi, link: ConsoleLink) {
    this.api = api
    this.link = link
  }

  async request(request: ApprovalRequest): Promise<PendingApproval> {
    return call(() =>
      this.api.requestApproval.mutate({
        ...request,
        parameters: request.parameters.map((parameter) => ({ ...parameter })),
        operations: [...request.operations],
      }),
    )
  }

  async answer(id: string, expiresAt: Date, signal: AbortSignal): Promise<Answer> {
    // Listens before it asks: what is said while an answer is under way must not be missed.
    const bell = new Bell()
    const onMessage = (message: ConsoleMessage) => {
      if (message.type === 'approval' && message.id === id) bell.ring()
    }
    this.link.on('message', onMessage)
    this.link.on('open', bell.ring)
    signal.addEventListener('abort', bell.ring)
    try {
      for (;;) {
        signal.throwIfAborted()
        const settled = await this.ask(id)
        signal.throwIfAborted()
        if (settled) return settled
        const leftMs = expiresAt.getTime() - Date.now()
        // The console cannot be asked and the time is over: fail closed.
        if (leftMs < -2 * ASK_AGAIN_MS) return { status: 'expired', by: null, reason: null }
        await bell.rung(Math.min(ASK_AGAIN_MS, Math.max(100, leftMs + 50)))
      }
    } finally {
      this.link.off('message', onMessage)
      this.link.off('open', bell.ring)
      signal.removeEventListener('abort', bell.ring)
    }
  }

  async consume(id: string, digest: string): Promise<{ by: string; receipt: string }> {
    const { decidedBy, receipt } = await call(() => this.api.consumeApproval.mutate({ id, digest }))
    return { by: decidedBy ?? 'an approver', receipt }
  }

  async report(id: string, impact: Impact): Promise<Date> {
    const { expiresAt } = await call(() =>
      this.api.reportImpact.mutate({
        id,
        impact: {
          ...impact,
          tables: [...impact.tables],
          locks: [...impact.locks],
          dataClasses: [...impact.dataClasses],
        },
      }),
    )
    return expiresAt
  }

  async leave(id: string): Promise<void> {
    await call(() => this.api.leaveApproval.mutate({ id })).catch((error: unknown) =>
      log('warn', 'an approval could not be left', { id, ...describeError(error) }),
    )
  }

  async cancel(id: string): Promise<void> {
    // The console lets what nobody cancelled expire, and nothing runs here without a consume.
    await call(() => this.api.cancelApproval.mutate({ id })).catch((error: unknown) =>
      log('warn', 'an approval could not be cancelled', { id, ...describeError(error) }),
    )
  }

  private async ask(id: string): Promise<Answer | null> {
    try {
      const { status, decidedBy, reason } = await call(() => this.api.approval.query({ id }))
      if (status === 'pending') return null
      if (status === 'consumed') return { status: 'cancelled', by: decidedBy, reason: 'it was used already' }
      return { status, by: decidedBy, reason }
    } catch (error) {
      log('warn', 'the console cannot be asked about an approval', { id, ...describeError(error) })
      return null
    }
  }
}
