import { SallyportError } from '@sallyport/core'
import type { Db } from '@sallyport/db'
import type { Caller, Member } from '../context'
import { holds, scopeAllows } from '../permissions'
import { csvLine } from './csv'
import { noteSearch } from './note-search'
import { StatementCursor, type StatementFilter, type StatementPosition } from './schema'
import { searchStatements } from './search-statements'

/** More rows than this are for a program that reads the recordings. */
export const MOST_EXPORTED = 100_000
const PAGE_SIZE = 1_000

const COLUMNS = [
  'at',
  'identity',
  'identity kind',
  'connection',
  'session',
  'number',
  'statement',
  'verbs',
  'resources',
  'decision',
  'rule',
  'status',
  'error',
  'rows',
  'bytes',
  'milliseconds',
]

/** Lets somebody take away what a search finds, and writes that down. Throws before the first line. */
export async function openStatementExport(
  db: Db,
  caller: Caller | null,
  filter: StatementFilter,
): Promise<AsyncGenerator<string>> {
  if (caller?.type !== 'member') throw new SallyportError('UNAUTHENTICATED', 'Sign in first')
  if (!holds(caller.role, 'session:read') || !scopeAllows(caller.tokenScope, 'session:read')) {
    throw new SallyportError('DENIED', 'Your role does not allow this: it needs session:read')
  }
  await noteSearch(db, caller, 'statement.export', filter)
  return exportStatements(db, caller, filter)
}

/** Lines of CSV (RFC 4180), page by page as they are asked for. A last line says so when there would be more. */
async function* exportStatements(
  db: Db,
  member: Member,
  filter: StatementFilter,
  most = MOST_EXPORTED,
): AsyncGenerator<string> {
  yield csvLine(COLUMNS)
  let cursor: StatementPosition | undefined
  for (let count = 0; count < most; ) {
    const page = await searchStatements(db, member, { ...filter, cursor }, PAGE_SIZE)
    count += page.items.length
    if (page.items.length > 0) {
      yield page.items
        .map((item) =>
          csvLine([
            item.at.toISOString(),
            item.identity.name,
            item.identity.kind,
            item.connectionName,
            item.sessionId,
            item.number,
            item.text,
            item.verbs.join(' '),
            item.resources.join(' '),
            item.effect,
            item.ruleName ?? '',
            item.status,
            item.errorCode ?? '',
            item.rowCount,
            item.byteCount,
            item.durationMs ?? '',
          ]),
        )
        .join('')
    }
    if (!page.nextCursor) return
    cursor = StatementCursor.parse(page.nextCursor)
  }
  yield csvLine([`Only the newest ${most} statements are here: narrow the search for the others`])
}
