import type { Tx } from '@sallyport/db'
import type { RecordedStatement, StatementEnd } from '@sallyport/recording'
import { operationSetId, storeOperationSets } from './operation-sets'

/** Makes the rows of a session's statements, and completes those that ended. */
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
    await tx.statement.createMany({
      data: started.map((event) => ({ ...toRow(sessionId, event), operationSetId: idOf(event) })),
      skipDuplicates: true,
    })
  }
  for (const { statement: number, at, status, code, rows } of finished) {
    const where = { sessionId_number: { sessionId, number } }
    const row = await tx.statement.findUnique({ where, select: { at: true } })
    if (!row) continue
    const durationMs = Math.max(0, at - row.at.getTime())
    await tx.statement.update({
      where,
      data: { status, errorCode: code ?? null, rowCount: rows, durationMs: Math.min(durationMs, MAX_INT) },
    })
  }
}

const MAX_INT = 2 ** 31 - 1
/** For lists and search; the recording has the whole. */
const MAX_TEXT_LENGTH = 100_000
const MAX_RESOURCES = 200

function toRow(sessionId: string, { statement, at, text, operations, decision }: RecordedStatement) {
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
    status: 'running',
  }
}

/** PostgreSQL's text holds no NUL. */
function storable(text: string): string {
  return text.replaceAll('\0', '\u{FFFD}')
}
