import { type Decision, SallyportError } from '@sallyport/core'
import type { RecordedEvent } from '@sallyport/recording'
import { describeError, log } from '../log'
import type { Answer, PendingApproval } from './approvals'
import { verifyReceipt } from './receipt'
import type { Waiting } from './run'
import type { Session } from './session'
import { digestOf, readableParameters, type Statement, shapeOf } from './statement'

/** Clients and the networks on the way take a connection that says nothing for dead. */
const REMIND_EVERY_MS = 30_000

type ApprovalEvent = Extract<RecordedEvent, { type: 'approval' }>

/**
 * Waits until people have decided. Held anew when what the statement means, or what it uses, has changed by then.
 * Resolves when the approval was spent for exactly this statement; throws in every other case: rejected, expired,
 * cancelled, the client gone, the console away, and when by then a rule denies what was approved (`decideNow`).
 */
export async function hold(
  session: Session,
  statement: Statement,
  decision: Decision,
  number: number,
  waiting: Waiting,
  decideNow: (now: Statement) => Decision,
): Promise<void> {
  // What somebody else defined a moment ago may not be known yet, and an approval is for what is there.
  const now = await waiting.statementNow().catch(() => statement)
  const decided = decideNow(now)
  const isStillHeld = decided.effect === 'hold'
  const [held, by] = isStillHeld ? ([now, decided] as const) : ([statement, decision] as const)
  return holdAsItIs(session, held, by, number, waiting, decideNow)
}

async function holdAsItIs(
  session: Session,
  statement: Statement,
  decision: Decision,
  number: number,
  waiting: Waiting,
  decideNow: (now: Statement) => Decision,
): Promise<void> {
  const { rule } = decision
  if (!rule) throw new SallyportError('INTERNAL', 'a statement was held by no rule')
  const { id: identityId } = session.identity
  const { connectionId, host, port, database, username } = session.target
  const where = { identityId, connectionId, host, port, database, username }
  const digest = digestOf(statement, where)

  await session.recorder.durable()
  const pending = await session.approvals.request({
    sessionId: session.id,
    statementNumber: number,
    statement: statement.text,
    parameters: shownParameters(statement),
    operations: statement.operations,
    digest,
    ruleId: rule.id,
    isInTransaction: waiting.isInTransaction,
    shape: shapeOf(statement, where),
  })
  let { expiresAt } = pending
  const note = (event: Pick<ApprovalEvent, 'status' | 'by' | 'reason' | 'expiresAt' | 'receipt'>) =>
    session.recorder.append({
      type: 'approval',
      at: Date.now(),
      statement: number,
      approvalId: pending.id,
      ...event,
    })
  session.watch?.held(pending, decision)
  note({ status: 'requested', expiresAt: pending.expiresAt.getTime() })
  const remind = (still: string) =>
    waiting.notify(
      number,
      `held by rule "${rule.name}": ${still}waiting for approval at ${pending.url}`,
      explain(rule.message, expiresAt),
    )
  remind('')
  const shorten = (until: Date) => {
    if (until >= expiresAt) return
    expiresAt = until
    remind('its transaction locks others out, so that it waits for less time; ')
  }
  void reportImpact(session, pending, waiting, shorten)
  const reminder = setInterval(() => {
    try {
      remind('still ')
    } catch {
      clearInterval(reminder) // what cannot be recorded is not said, and will not run
    }
  }, REMIND_EVERY_MS)

  try {
    const answer = await waiting.untilGone((gone) => wait(session, pending, waiting, gone))
    if (answer.status !== 'approved') {
      note({
        status: answer.status,
        ...(answer.by && { by: answer.by }),
        ...(answer.reason && { reason: answer.reason }),
      })
      throw refusal(answer)
    }
    const withdraw = async () => {
      clearInterval(reminder)
      await session.approvals.cancel(pending.id)
      note({ status: 'cancelled' })
    }
    const renewed = await renew(waiting, decideNow, withdraw)
    if (digestOf(renewed.statement, where) !== digest) {
      await withdraw()
      const next = renewed.decision.effect === 'hold' ? renewed.decision : decision
      return await holdAsItIs(session, renewed.statement, next, number, waiting, decideNow)
    }
    const { by, receipt } = await consume(session, pending, digest)
    note({ status: 'approved', by, receipt })
  } finally {
    clearInterval(reminder)
  }
}

/** The statement as it is now, and what the rules say of it. What cannot or may not run any more is withdrawn. */
async function renew(
  waiting: Waiting,
  decideNow: (now: Statement) => Decision,
  withdraw: () => Promise<void>,
): Promise<{ readonly statement: Statement; readonly decision: Decision }> {
  try {
    const statement = await waiting.statementNow()
    return { statement, decision: decideNow(statement) }
  } catch (error) {
    await withdraw()
    throw error
  }
}

/** Uses the approval up and has it in writing; one that cannot be used is withdrawn. */
async function consume(session: Session, { id }: PendingApproval, digest: string) {
  try {
    const consumed = await session.approvals.consume(id, digest)
    const approved = { approvalId: id, digest, sessionId: session.id }
    await verifyReceipt(consumed.receipt, session.policy.current(), approved)
    return consumed
  } catch (error) {
    await session.approvals.cancel(id)
    throw error
  }
}

/** Approvers are told what it would touch; that this cannot be found out must not keep anybody from answering. */
async function reportImpact(
  { approvals }: Session,
  { id }: PendingApproval,
  waiting: Waiting,
  onUntil: (until: Date) => void,
): Promise<void> {
  try {
    onUntil(await approvals.report(id, await waiting.impact()))
  } catch (error) {
    log('warn', 'what a held statement would touch could not be told', { id, ...describeError(error) })
  }
}

/**
 * An interrupted wait is an answer too: the request is withdrawn, so that nobody approves what will not run. A client
 * that only went away, as those do that wait for so long at most, finds it again when it asks for the same; but not
 * what was to run in its transaction, which is gone.
 */
async function wait(
  session: Session,
  { id, expiresAt }: PendingApproval,
  waiting: Waiting,
  gone: AbortSignal,
): Promise<Answer> {
  const signal = AbortSignal.any([session.signal, gone])
  try {
    return await session.approvals.answer(id, expiresAt, signal)
  } catch (error) {
    const comesBack = !session.signal.aborted && waiting.hasLeft() && !waiting.isInTransaction
    await (comesBack ? session.approvals.leave(id) : session.approvals.cancel(id))
    if (!signal.aborted) throw error
    return { status: 'cancelled', by: null, reason: null }
  }
}

function shownParameters(statement: Statement): { type: string; text: string | null }[] {
  const texts = readableParameters(statement)
  return statement.parameters.map(({ typeName }, at) => ({ type: typeName, text: texts[at] ?? null }))
}

function explain(message: string, expiresAt: Date): string {
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
