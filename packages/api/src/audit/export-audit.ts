import type { Db } from '@sallyport/db'
import type { Member } from '../context'
import { type AuditEventItem, auditWhere } from './list-audit-events'
import type { ListAuditEvents } from './schema'

const PAGE = 500
/** A file that a spreadsheet still opens; whoever needs more takes it by days. */
const MOST = 100_000

export type AuditFilters = Omit<ListAuditEvents, 'cursor'>

/** Every event that the filters let through, newest first, page by page. */
export async function* exportAudit(
  db: Db,
  member: Member,
  filters: AuditFilters,
): AsyncGenerator<AuditEventItem> {
  let cursor: string | undefined
  for (let sent = 0; sent < MOST; sent += PAGE) {
    const rows = await db.auditEvent.findMany({
      where: auditWhere(member, filters),
      orderBy: [{ at: 'desc' }, { id: 'desc' }],
      omit: { organizationId: true },
      take: PAGE,
      ...(cursor && { cursor: { id: cursor }, skip: 1 }),
    })
    yield* rows
    cursor = rows.at(-1)?.id
    if (rows.length < PAGE) return
  }
}

const HEADER = 'at,actor,actor id,action,subject type,subject,subject id,detail\r\n'

/** RFC 4180. */
export async function* auditAsCsv(events: AsyncIterable<AuditEventItem>): AsyncGenerator<string> {
  yield HEADER
  for await (const event of events) {
    const { at, actorName, actorId, action, subjectType, subjectName, subjectId, detail } = event
    const cells = [
      at.toISOString(),
      actorName,
      actorId ?? '',
      action,
      subjectType,
      subjectName,
      subjectId ?? '',
      JSON.stringify(detail),
    ]
    yield `${cells.map(csvCell).join(',')}\r\n`
  }
}

export async function* auditAsJsonLines(events: AsyncIterable<AuditEventItem>): AsyncGenerator<string> {
  for await (const event of events) yield `${JSON.stringify(event)}\n`
}

/** What a spreadsheet would take for a formula begins with an apostrophe: names are written by people. */
export function csvCell(text: string): string {
  const inert = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert
}
