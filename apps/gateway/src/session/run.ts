import { type Decision, type Operation, SallyportError } from '@sallyport/core'
import { classesOf, evaluate } from '@sallyport/policy'
import { encodeVerdict, type RecordedDecision } from '@sallyport/recording'
import type { Outbox } from '../bytes/outbox'
import type { Impact } from './approvals'
import { hold } from './hold'
import type { PolicySnapshot } from './policy'
import { recordedParts } from './recorded-parts'
import type { RecordedParameters, TextBytes } from './recorder'
import type { Session } from './session'
import type { Statement } from './statement'

/** What became of a statement that asked to run: its number in the recording and, if it may not run, why. */
export interface Admission {
  readonly number: number
  readonly refusal: SallyportError | null
}

/** How the session speaks to a client that waits. */
export interface Waiting {
  /** Runs a wait with a signal that fires when the client leaves or cancels. */
  untilGone<T>(wait: (gone: AbortSignal) => Promise<T>): Promise<T>
  /** Tells the client at once why nothing happens yet. */
  notify(number: number, text: string, hint: string): void
  /** The statement as it would be understood at this moment. */
  statementNow(): Promise<Statement>
  /** What it would touch, found out beside the session and without running it. */
  impact(): Promise<Impact>
  readonly isInTransaction: boolean
  /** Why the wait ended: the client is gone, rather than that it cancelled. */
  hasLeft(): boolean
}

export interface StatementEnd {
  readonly status: 'done' | 'failed'
  readonly code?: string
  readonly rows: number
}

/** What was decided of statements that do the same, and may be said again of another without looking at it. */
export interface Verdict {
  readonly policy: PolicySnapshot
  /** In minutes since 1970: rules may depend on the hour. */
  readonly minute: number
  /** As the record says it; null: they are not simply allowed, so that each is decided by itself. */
  readonly recorded: Uint8Array | null
}

/*
 * The path of one statement, over every protocol: admit, forward, and back by `Output`. There is no other way to a
 * target and none back.
 */

/** Decides, records, and holds. Until it resolves without a refusal, nothing of the statement may be forwarded. */
export async function admit(session: Session, statement: Statement, waiting: Waiting): Promise<Admission> {
  const decision = decide(session, statement.operations)
  const number = record(session, statement, decision)
  try {
    if (decision.effect === 'deny') throw denied(decision)
    if (decision.effect === 'hold') {
      const decideNow = (now: Statement) => {
        const decided = decide(session, now.operations)
        if (decided.effect === 'deny') throw denied(decided)
        return decided
      }
      await hold(session, statement, decision, number, waiting, decideNow)
    }
    return { number, refusal: null }
  } catch (error) {
    if (!(error instanceof SallyportError)) throw error
    return refuse(session, number, error)
  }
}

/** What is decided of every statement that does this and shows that masked, as long as `isCurrent`. */
export function verdictOn(
  session: Session,
  { operations, masks = [] }: Pick<Statement, 'operations' | 'masks'>,
): Verdict {
  const decision = decide(session, operations)
  const said = { operations, decision: recordedDecision(decision), ...(masks.length > 0 && { masks }) }
  const recorded = decision.effect === 'allow' ? encodeVerdict(said) : null
  return { policy: session.policy.current(), minute: minuteNow(), recorded }
}

export function isCurrent(session: Session, { policy, minute }: Verdict): boolean {
  return policy === session.policy.current() && minute === minuteNow()
}

/** Admits a statement on which there is a current verdict that allows it: only its record is made. */
export function admitKnown(
  session: Session,
  recorded: Uint8Array,
  text: TextBytes,
  parameters: RecordedParameters,
): number {
  const number = session.recorder.nextStatement()
  session.recorder.statement(number, text, parameters, recorded)
  return number
}

function minuteNow(): number {
  return Math.floor(Date.now() / 60_000)
}

/**
 * The same for a statement that is only prepared: it is refused at once if it would be denied, and held
 * when it is about to run, with its parameters. Returns null when it may be prepared.
 */
export function admitPreparation(session: Session, statement: Statement): Admission | null {
  const decision = decide(session, statement.operations)
  if (decision.effect !== 'deny') return null
  return refuse(session, record(session, statement, decision), denied(decision))
}

/** Records a preparation that goes to the target without being run at once. */
export function recordPreparation(session: Session, statement: Statement): void {
  const number = record(session, statement, decide(session, statement.operations))
  session.recorder.append({
    type: 'statement-end',
    at: Date.now(),
    statement: number,
    status: 'done',
    rows: 0,
  })
}

/** A statement that was admitted and must not run after all. */
export function refuseAdmitted(session: Session, { number }: Admission, error: SallyportError): Admission {
  return refuse(session, number, error)
}

/** A statement that was admitted, but that the target skips: one before it in the same pipeline failed. */
export function recordSkipped({ recorder }: Session, statement: number): void {
  recorder.append({ type: 'statement-end', at: Date.now(), statement, ...SKIPPED })
}

/** A statement that could not even be understood: recorded and refused. */
export function refuseUnread(session: Session, text: string, error: SallyportError): Admission {
  const statement: Statement = { text, parameters: [], operations: [UNKNOWN], context: [] }
  const decision: Decision = { effect: 'deny', rule: null, operation: UNKNOWN, observed: [] }
  return refuse(session, record(session, statement, decision), error)
}

/** Sends admitted bytes to the target, once their record is as durable as the session wants: what we cannot record, we do not run. */
export function forward(session: Session, target: Outbox, bytes: Buffer): void {
  session.recorder.forward(target, bytes)
}

/** in_failed_sql_transaction */
export const SKIPPED: StatementEnd = { status: 'failed', code: '25P02', rows: 0 }

const UNKNOWN = { verb: 'unknown', resource: '', conditions: [] } as const

/** Whether rules allow these operations outright, without holding them. */
export function allows(session: Session, operations: readonly Operation[]): boolean {
  return decide(session, operations).effect === 'allow'
}

function decide(session: Session, operations: readonly Operation[]): Decision {
  const { rules, maskingRules } = session.policy.current()
  const connection = session.connection.name
  return evaluate(
    rules,
    { operations, connection, at: Date.now(), classesOf: classesOf(maskingRules, connection) },
    session.identity,
  )
}

function recordedDecision({ effect, rule }: Decision): RecordedDecision {
  return { effect, rule: rule?.name ?? null, message: rule?.message ?? '' }
}

function record(session: Session, statement: Statement, decision: Decision): number {
  const number = session.recorder.nextStatement()
  session.recorder.append({
    type: 'statement',
    at: Date.now(),
    statement: number,
    ...recordedParts(statement),
    operations: statement.operations,
    decision: recordedDecision(decision),
    ...(statement.masks && statement.masks.length > 0 && { masks: statement.masks }),
  })
  return number
}

function refuse(session: Session, number: number, refusal: SallyportError): Admission {
  const at = Date.now()
  session.recorder.append({
    type: 'statement-end',
    at,
    statement: number,
    status: 'refused',
    code: refusal.code,
    rows: 0,
  })
  session.watch?.refused(refusal)
  return { number, refusal }
}

function denied({ rule, operation }: Decision): SallyportError {
  const what = operation
    ? `${operation.verb} on ${operation.resource || 'something unknown'}`
    : 'this statement'
  if (!rule) {
    return new SallyportError('DENIED', `no rule allows ${what}`, {
      hint: 'Ask an administrator for a rule that covers it.',
    })
  }
  return new SallyportError(
    'DENIED',
    `denied by rule "${rule.name}"${rule.message ? `: ${rule.message}` : ''}`,
  )
}
