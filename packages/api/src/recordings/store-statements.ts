import type { Tx } from '@sallyport/db'
import type { RecordedStatement, StatementEnd } from '@sallyport/recording'
import type { SearchableTexts } from '../search/searchable-text'
import {
  AMOUNT_STEPS,
  amountTerms,
  approvalTerms,
  endTerms,
  type SearchedSession,
  statementTerms,
} from '../search/terms'
import { operationSetId, storeOperationSets } from './operation-sets'
import type { RecordingSummary } from './summarize'

export interface StatementsSession extends SearchedSession {
  readonly id: string
}

/** Makes the rows of a session's statements, and completes those that go on: a few queries, however many there are. */
export async function storeStatements(
  tx: Tx,
  session: StatementsSession,
  texts: SearchableTexts,
  { started, finished, approvals, sent }: RecordingSummary,
): Promise<void> {
  const { id: sessionId, organizationId } = session
  const ends = new Map(finished.map((end) => [end.statement, end]))
  const numbers = new Set(started.map(({ statement }) => statement))
  if (started.length > 0) {
    const idOf = ({ operations }: RecordedStatement) => operationSetId(organizationId, operations)
    const sets = new Map(started.map((event) => [idOf(event), event.operations]))
    await storeOperationSets(tx, organizationId, sets)
    // A number that is there already keeps its first row: the recording holds both, and nothing is lost with it.
    await tx.statement.createMany({
      data: started.map((event) => {
        const row = toRow(session, texts, event)
        const outcome = outcomeOf(session, event, ends.get(event.statement), sent.get(event.statement) ?? 0)
        return { ...row, ...outcome, terms: [...row.terms, ...outcome.terms], operationSetId: idOf(event) }
      }),
      skipDuplicates: true,
    })
  }
  const changes = new Map<number, Change>()
  const changeOf = (number: number): Change => {
    const change = changes.get(number) ?? { bytes: 0, end: null, terms: [] }
    changes.set(number, change)
    return change
  }
  for (const [number, bytes] of sent) if (!numbers.has(number)) changeOf(number).bytes += bytes
  for (const end of finished) if (!numbers.has(end.statement)) changeOf(end.statement).end = end
  for (const { statement, status, by } of approvals) {
    changeOf(statement).terms.push(...approvalTerms(organizationId, status, by))
  }
  if (changes.size > 0) await changeStatements(tx, organizationId, sessionId, changes)
}

/** What comes to a statement whose row was made before. */
interface Change {
  bytes: number
  end: StatementEnd | null
  readonly terms: bigint[]
}

function outcomeOf(
  { organizationId }: StatementsSession,
  { at }: RecordedStatement,
  end: StatementEnd | undefined,
  bytes: number,
) {
  if (!end) return { byteCount: bytes, terms: [] }
  const durationMs = Math.min(Math.max(0, end.at - at), MAX_INT)
  const terms = [...endTerms(organizationId, end), ...amountTerms(organizationId, 'bytes', bytes)]
  const { status, code, rows } = end
  return { status, errorCode: code ?? null, rowCount: rows, durationMs, byteCount: bytes, terms }
}

async function changeStatements(
  tx: Tx,
  organizationId: string,
  sessionId: string,
  changes: ReadonlyMap<number, Change>,
): Promise<void> {
  const byteTerms = amountTerms(organizationId, 'bytes', 10 ** AMOUNT_STEPS)
  const rows = [...changes].map(([number, { bytes, end, terms }]) => ({
    number,
    bytes,
    at: end && new Date(end.at).toISOString(),
    status: end?.status ?? null,
    code: end?.code ?? null,
    rows: end?.rows ?? null,
    terms: [...terms, ...(end ? endTerms(organizationId, end) : [])].map(String),
  }))
  await tx.$executeRaw`
    UPDATE "Statement" s
    SET "byteCount" = s."byteCount" + e.bytes,
        status = coalesce(e.status, s.status),
        "errorCode" = coalesce(e.code, s."errorCode"),
        "rowCount" = coalesce(e.rows, s."rowCount"),
        "durationMs" = CASE WHEN e.at IS NULL THEN s."durationMs"
          ELSE least(greatest(0, extract(epoch FROM e.at - s.at) * 1000), ${MAX_INT})::int END,
        terms = s.terms || e.terms || CASE WHEN e.at IS NULL THEN '{}'
          ELSE (${byteTerms}::bigint[])[1:length((s."byteCount" + e.bytes)::text)
            - (s."byteCount" + e.bytes = 0)::int] END
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS e(number int, bytes bigint, at timestamptz, status text, code text, rows bigint, terms bigint[])
    WHERE s."sessionId" = ${sessionId}::uuid AND s.number = e.number`
}

const MAX_INT = 2 ** 31 - 1
/** For lists and search; the recording has the whole. */
const MAX_TEXT_LENGTH = 100_000
const MAX_RESOURCES = 200

function toRow(session: StatementsSession, texts: SearchableTexts, event: RecordedStatement) {
  const { statement, at, text, operations, decision, masks } = event
  const resources = new Set(operations.map(({ resource }) => storable(resource)))
  const { effect, rule } = decision
  return {
    sessionId: session.id,
    organizationId: session.organizationId,
    number: statement,
    at: new Date(at),
    // hidden first: what is cut off in the middle of a literal would not be one any more
    text: storable(texts.of(text, operations).slice(0, MAX_TEXT_LENGTH)),
    verbs: [...new Set(operations.map(({ verb }) => verb))],
    resources: [...resources].slice(0, MAX_RESOURCES),
    effect,
    ruleName: rule === null ? null : storable(rule),
    // Until its approval is used up; see `consumeApproval`.
    status: effect === 'hold' ? 'held' : 'running',
    terms: statementTerms(session, { at, operations, effect, rule }, texts.classesOf),
    ...(masks && {
      masks: masks.map(({ of, rule, ...rest }) => ({ ...rest, of: storable(of), rule: storable(rule) })),
    }),
  }
}

/** PostgreSQL's text holds no NUL. */
function storable(text: string): string {
  return text.replaceAll('\0', '\u{FFFD}')
}
