import type { CallToolResult } from '@modelcontextprotocol/client'
import { type Operation, type PinnedTool, SallyportError, toolResource } from '@sallyport/core'
import { describeError, log } from '../../../log'
import type { Impact } from '../../../session/approvals'
import { Masker } from '../../../session/masker'
import type { Policy } from '../../../session/policy'
import { admit, type StatementEnd } from '../../../session/run'
import type { Session } from '../../../session/session'
import type { Statement } from '../../../session/statement'
import type { Begin, Progress, Refused } from '../calls'
import { canonicalJson } from './definitions'
import { maskAnswer } from './mask-answer'
import type { ServerLink } from './server-link'
import type { ServerSeat, ServerSeats } from './server-seats'

/** A call that a client asks for, by the definition that it was shown. */
export interface ToolAsked {
  readonly connection: string
  readonly tool: string
  readonly hash: string
  readonly arguments: Readonly<Record<string, unknown>>
}

export type ToolOutcome = { readonly kind: 'answered'; readonly answer: CallToolResult } | Refused

interface Parts {
  readonly seats: ServerSeats
  readonly policy: Policy
  /** Of masks that keep equal values equal. */
  readonly maskingKey: Buffer
  /** What a server describes otherwise than people accepted it; they are to look. */
  readonly onChanged: (connectionId: string, tools: readonly PinnedTool[]) => void
}

/** Nothing is known of what a tool would touch but its name and its arguments. */
const NO_IMPACT: Impact = {
  tables: [],
  plan: null,
  planProblem: null,
  dataClasses: [],
  locks: [],
  transactionSince: null,
  othersWaiting: 0,
}

/** How calls run: decided, recorded, held, forwarded, masked, recorded, as statements are. */
export function toolWork(parts: Parts): Begin<ToolAsked, ToolOutcome> {
  return (bearer, asked, progress) => {
    const gone = new AbortController()
    const run = () =>
      parts.seats.using(bearer, asked.connection, (seat) => {
        progress.session(seat.session.id)
        return runIn(parts, seat, asked, progress, gone.signal)
      })
    return { run, cancel: () => gone.abort(new SallyportError('CANCELLED', 'the client has gone')) }
  }
}

async function runIn(
  parts: Parts,
  { session, link }: ServerSeat,
  asked: ToolAsked,
  { held }: Progress,
  gone: AbortSignal,
): Promise<ToolOutcome> {
  const statement = toStatement(asked)
  const watched: Session = { ...session, watch: { held, refused: () => undefined } }
  const pinned = () => assertPinned(parts, session, link, asked)
  const admission = await admit(watched, statement, {
    untilGone: (wait) => wait(gone),
    notify: () => undefined,
    statementNow: async () => {
      await pinned()
      return statement
    },
    impact: async () => NO_IMPACT,
    isInTransaction: false,
    hasLeft: () => false,
  })
  const { number, refusal } = admission
  if (refusal) return { kind: 'refused', error: refusal }
  try {
    const { definition } = await pinned()
    await session.recorder.durable() // what we cannot record, we do not run
    const signal = AbortSignal.any([gone, session.signal])
    const result = await link.call(asked.tool, { ...asked.arguments }, signal)
    const masker = new Masker(session.policy, session.connection.name, session.identity, parts.maskingKey)
    const { answer, masked } = maskAnswer(result, masker, {
      resource: toolResource(asked.connection, asked.tool),
      definition,
      passesFiles: session.target.server?.passesFiles ?? false,
      secrets: link.secrets,
    })
    await recordAnswer(session, number, answer, masked)
    return { kind: 'answered', answer }
  } catch (error) {
    const refused = error instanceof SallyportError ? error : unexpected(error)
    end(session, number, { status: 'failed', code: refused.code, rows: 0 })
    return { kind: 'refused', error: refused }
  }
}

/** The call as people read it; equal calls are equal texts. */
export function toStatement(asked: ToolAsked): Statement {
  const args = canonicalJson(asked.arguments, 2).replaceAll(/[\p{Cf}\p{Zl}\p{Zp}\u007f-\u009f]/gu, escaped)
  return {
    text: `${asked.tool} ${args}`,
    parameters: [],
    operations: [operationOf(asked)],
    context: [['tool', asked.hash]],
  }
}

export function operationOf({ connection, tool }: Pick<ToolAsked, 'connection' | 'tool'>): Operation {
  return { verb: 'call', resource: toolResource(connection, tool), conditions: [] }
}

function escaped(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
}

/** What a client was shown is what people accepted, and what the server says now; else nothing is called. */
async function assertPinned(
  { policy, onChanged }: Parts,
  session: Session,
  link: ServerLink,
  { connection, tool, hash }: ToolAsked,
): Promise<PinnedTool> {
  const served = policy.current().servedTools?.find((each) => each.connection === connection)
  const accepted = served?.tools.find(({ definition }) => definition.name === tool)
  if (accepted?.hash !== hash) throw changed(tool)
  const now = await link.current()
  if (now.find(({ definition }) => definition.name === tool)?.hash === hash) return accepted
  onChanged(session.target.connectionId, now)
  throw changed(tool)
}

function changed(tool: string): SallyportError {
  return new SallyportError('DENIED', `the tool "${tool}" is not any more what people accepted`, {
    hint: 'It is offered again once somebody has looked at its new description in the console.',
  })
}

/** The answer is in the record before it is on its way. */
async function recordAnswer(
  session: Session,
  statement: number,
  answer: CallToolResult,
  masked: number,
): Promise<void> {
  const payload = Buffer.from(JSON.stringify(answer))
  session.recorder.append({ type: 'output', at: Date.now(), statement, rows: 0, masked, payload })
  end(
    session,
    statement,
    answer.isError ? { status: 'failed', code: 'TOOL', rows: 0 } : { status: 'done', rows: 0 },
  )
  await session.recorder.durable()
}

function end({ recorder }: Session, statement: number, ending: StatementEnd): void {
  recorder.append({ type: 'statement-end', at: Date.now(), statement, ...ending })
}

function unexpected(error: unknown): SallyportError {
  log('error', 'a tool could not be called', describeError(error))
  return new SallyportError('INTERNAL', 'internal error in the gateway')
}
