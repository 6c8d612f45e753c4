import { type Decision, SallyportError } from '@sallyport/core'
import type { RecordedEvent } from '@sallyport/recording'
import type { Answer, PendingApproval } from './approvals'
import type { Waiting } from './run'
import type { Session } from './session'
import { digestOf, readableParameters, type Statement } from './statement'

type ApprovalEvent = Extract<RecordedEvent, { type: 'approval' }>

/**
 * Waits until people have decided. Resolves when the approval was spent for exactly this statement;
 * throws in every other case: rejected, expired, cancelled, the client gone, the console away, and when by then a
 * rule denies what was approved (`denialNow`).
 */
export async function hold(
  session: Session,
  statement: Statement,
  { rule }: Decision,
  number: number,
  waiting: Waiting,
  denialNow: () => SallyportError | null,
): Promise<void> {
  if (!rule) throw new SallyportError('INTERNAL', 'a statement was held by no rule')
  const { id: identityId } = session.identity
  const { connectionId, database } = session.target
  const digest = digestOf(statement, { identityId, connectionId, database })

  await session.recorder.durable()
  const pending = await session.approvals.request({
    sessionId: session.id,
    statementNumber: number,
    statement: statement.text,
    parameters: shownParameters(statement),
    operations: statement.operations,
    digest,
    ruleId: rule.id,
  })
  const note = (event: Pick<ApprovalEvent, 'status' | 'by' | 'reason' | 'expiresAt'>) =>
    session.recorder.append({
      type: 'approval',
      at: Date.now(),
      statement: number,
      approvalId: pending.id,
      ...event,
    })
  note({ status: 'requested', expiresAt: pending.expiresAt.getTime() })
  waiting.notify(
    number,
    `held by rule "${rule.name}": waiting for approval at ${pending.url}`,
    explain(rule.message, pending),
  )

  const answer = await waiting.untilGone((gone) => wait(session, pending, gone))
  if (answer.status === 'approved') {
    const denial = denialNow()
    if (denial) {
      await session.approvals.cancel(pending.id)
      note({ status: 'cancelled' })
      throw denial
    }
    const { by } = await session.approvals.consume(pending.id, digest)
    note({ status: 'approved', by })
    return
  }
  note({
    status: answer.status,
    ...(answer.by && { by: answer.by }),
    ...(answer.reason && { reason: answer.reason }),
  })
  throw refusal(answer)
}

/** An interrupted wait is an answer too: the request is withdrawn, so that nobody approves what will not run. */
async function wait(
  session: Session,
  { id, expiresAt }: PendingApproval,
  gone: AbortSignal,
): Promise<Answer> {
  const signal = AbortSignal.any([session.signal, gone])
  try {
    return await session.approvals.answer(id, expiresAt, signal)
  } catch (error) {
    await session.approvals.cancel(id)
    if (!signal.aborted) throw error
    return { status: 'cancelled', by: null, reason: null }
  }
}

function shownParameters(statement: Statement): { type: string; text: string | null }[] {
  const texts = readableParameters(statement)
  return statement.parameters.map(({ typeName }, at) => ({ type: typeName, text: texts[at] ?? null }))
}

function explain(message: string, { expiresAt }: PendingApproval): string {
  const until = `It waits until ${expiresAt.toISOString().slice(0, 19).replace('T', ' ')} UTC; cancel to withdraw it.`
  return message ? `${message} ${until}` : until
}

function refusal({ status, by, reason }: Answer): SallyportError {
  if (status === 'rejected') {
    return new SallyportError(
      'APPROVAL_REJECTED',
      `rejected by ${by ?? 'an approver'}: ${reason ?? 'no reason given'}`,
    )
  }
  if (status === 'expired') {
    return new SallyportError('APPROVAL_EXPIRED', 'nobody approved this statement in time', {
      hint: 'Run it again to ask again.',
    })
  }
  return new SallyportError('CANCELLED', 'canceling statement while it waited for approval')
}
