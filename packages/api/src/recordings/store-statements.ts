import type { Tx } from '@sallyport/db'
import type { RecordedStatement, StatementEnd } from '@sallyport/recording'
import { operationSetId, storeOperationSets } from './operation-sets'

/** Makes the rows of a session's statements, and completes those that ended: a few queries, however many there are. */
export async function storeStatements(
  tx: Tx,
  { id: sessionId, organizationId }: { readonly id: string; readonly organizationId: string },
  started: readonly RecordedStatement[],
  finished: readonly StatementEnd[],
): Promise<void> {
  if (started.length > 0) {
    const idOf = ({ operations }: RecordedStatement) => operationSetId(organizationId, operations)
    const sets = new Map(started.map((event) => [idOf(event), event.operations]))
    await storeOperationSets(tx, organizationId, sets)
    // A number that is there already keeps its first row: the recording holds both, and nothing is lost with it.
    const ends = new Map(finished.map((end) => [end.statement, end]))
    await tx.statement.createMany({
      data: started.map((event) => ({
        ...toRow(sessionId, event),
        ...outcomeOf(event.at, ends.get(event.statement)),
        operationSetId: idOf(event),
      })),
      skipDuplicates: true,
    })
  }
  const numbers = new Set(started.map(({ statement }) => statement))
  const earlier = finished.filter(({ statement }) => !numbers.has(statement))
  if (earlier.length > 0) await finishStatements(tx, sessionId, earlier)
}

function outcomeOf(startedAt: number, end: StatementEnd | undefined) {
  if (!end) return {}
  const durationMs = Math.min(Math.max(0, end.at - startedAt), MAX_INT)
  return { status: end.status, errorCode: end.code ?? null, rowCount: end.rows, durationMs }
}

/** Those whose rows were made before. */
async function finishStatements(tx: Tx, sessionId: string, ends: readonly StatementEnd[]): Promise<void> {
  const numbers = ends.map(({ statement }) => statement)
  const at = ends.map((end) => new Date(end.at))
  const statuses = ends.map(({ status }) => status)
  const codes = ends.map(({ code }) => code ?? null)
  const rows = ends.map((end) => BigInt(end.rows))
  await tx.$executeRaw`
    UPDATE "Statement" s
    SET status = e.status, "errorCode" = e.code, "rowCount" = e.rows,
        "durationMs" = least(greatest(0, extract(epoch FROM e.at - s.at) * 1000), ${MAX_INT})::int
    FROM unnest(${numbers}::int[], ${at}::timestamptz[], ${statuses}::text[], ${codes}::text[], ${rows}::bigint[])
      AS e(number, at, status, code, rows)
    WHERE s."sessionId" = ${sessionId}::uuid AND s.number = e.number`
}

const MAX_INT = 2 ** 31 - 1
/** For lists and search; the recording has the whole. */
const MAX_TEXT_LENGTH = 100_000
const MAX_RESOURCES = 200

function toRow(sessionId: string, event: RecordedStatement) {
  const { statement, at, text, operations, decision, masks } = event
  const resources = new Set(operations.map(({ resource }) => storable(resource)))
  return {
    sessionId,
    number: statement,
    at: new Date(at),
    text: storable(text.slice(0, MAX_TEXT_LENGTH)),
    verbs: [...new Set(operations.map(({ verb }) => verb))],
    resources: [...resources].slice(0, MAX_RESOURCES),
    effect: decision.effect,
    ruleName: decision.rule === null ? null : storable(decision.rule),
    // Until its approval is used up; see `consumeApproval`.
    status: decision.effect === 'hold' ? 'held' : 'running',
    ...(masks && {
      masks: masks.map(({ of, rule, ...rest }) => ({ ...rest, of: storable(of), rule: storable(rule) })),
    }),
  }
}

/** PostgreSQL's text holds no NUL. */
function storable(text: string): string {
  return text.replaceAll('\0', '\u{FFFD}')
}
