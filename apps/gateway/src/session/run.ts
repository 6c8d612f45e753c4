import type { Writable } from 'node:stream'
import { type Decision, type Operation, SallyportError } from '@sallyport/core'
import { evaluate } from '@sallyport/policy'
import { send } from '../bytes/send'
import { hold } from './hold'
import type { Masker } from './masker'
import type { Session } from './session'
import { readableParameters, type Statement } from './statement'

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
  notify(number: number, text: string, hint: string): Promise<void>
}

/** Bytes from the target that no client may see yet. */
export interface Output {
  /** The same as the client may see it, rewritten on its own wire. Throws when that cannot be done. */
  mask(masker: Masker): readonly MaskedOutput[]
}

/** What one statement's client may see. */
export interface MaskedOutput {
  /** The statement that this answers; 0: none. */
  readonly statement: number
  readonly bytes: Buffer
  readonly rows: number
  readonly masked: number
  /** How the statement ended, if this is the last of it. */
  readonly end: StatementEnd | null
}

export interface StatementEnd {
  readonly status: 'done' | 'failed'
  readonly code?: string
  readonly rows: number
}

/*
 * The path of one statement, over every protocol: admit, forward, release. There is no other way to a
 * target and none back.
 */

/** Decides, records, and holds. Until it resolves without a refusal, nothing of the statement may be forwarded. */
export async function admit(session: Session, statement: Statement, waiting: Waiting): Promise<Admission> {
  const decision = decide(session, statement)
  const number = record(session, statement, decision)
  try {
    if (decision.effect === 'deny') throw denied(decision)
    if (decision.effect === 'hold') await hold(session, statement, decision, number, waiting)
    return { number, refusal: null }
  } catch (error) {
    if (!(error instanceof SallyportError)) throw error
    return refuse(session, number, error)
  }
}

/**
 * The same for a statement that is only prepared: it is refused at once if it would be denied, and held
 * when it is about to run, with its parameters. Returns null when it may be prepared.
 */
export function admitPreparation(session: Session, statement: Statement): Admission | null {
  const decision = decide(session, statement)
  if (decision.effect !== 'deny') return null
  return refuse(session, record(session, statement, decision), denied(decision))
}

/** Records a preparation that goes to the target without being run at once. */
export function recordPreparation(session: Session, statement: Statement): void {
  const number = record(session, statement, decide(session, statement))
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

/** Sends admitted bytes to the target, once their record is durable: what we cannot record, we do not run. */
export async function forward(session: Session, target: Writable, bytes: Buffer): Promise<void> {
  await session.recorder.durable()
  await send(target, bytes)
}

/** Masks, records, and only then sends to the client: the recording holds what the client was sent. */
export async function release(
  session: Session,
  masker: Masker,
  client: Writable,
  output: Output,
): Promise<void> {
  const masked = output.mask(masker)
  for (const part of masked) recordOutput(session, part)
  const [only] = masked
  const bytes = masked.length === 1 && only ? only.bytes : Buffer.concat(masked.map((part) => part.bytes))
  await send(client, bytes)
}

function recordOutput({ recorder }: Session, { statement, bytes, rows, masked, end }: MaskedOutput): void {
  const at = Date.now()
  for (let start = 0; start < bytes.length; start += MAX_PAYLOAD_BYTES) {
    const payload = bytes.subarray(start, start + MAX_PAYLOAD_BYTES)
    const counts = start === 0 ? { rows, masked } : { rows: 0, masked: 0 }
    recorder.append({ type: 'output', at, statement, ...counts, payload })
  }
  if (end && statement > 0) recorder.append({ type: 'statement-end', at, statement, ...end })
}

/** in_failed_sql_transaction */
export const SKIPPED: StatementEnd = { status: 'failed', code: '25P02', rows: 0 }

/** A larger chunk is recorded in several events, so that none outgrows what can be uploaded. */
const MAX_PAYLOAD_BYTES = 1024 * 1024
const UNKNOWN = { verb: 'unknown', resource: '', conditions: [] } as const

/** Whether rules allow these operations outright, without holding them. */
export function allows(session: Session, operations: readonly Operation[]): boolean {
  return decide(session, { operations }).effect === 'allow'
}

function decide(session: Session, { operations }: Pick<Statement, 'operations'>): Decision {
  return evaluate(
    session.policy.current().rules,
    { operations, connection: session.connection.name, at: Date.now() },
    session.identity,
  )
}

function record(session: Session, statement: Statement, { effect, rule }: Decision): number {
  const number = session.recorder.nextStatement()
  session.recorder.append({
    type: 'statement',
    at: Date.now(),
    statement: number,
    text: statement.text,
    parameters: readableParameters(statement),
    operations: statement.operations,
    decision: { effect, rule: rule?.name ?? null, message: rule?.message ?? '' },
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
