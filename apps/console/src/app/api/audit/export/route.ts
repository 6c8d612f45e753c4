import { Readable } from 'node:stream'
import { auditAsCsv, auditAsJsonLines, exportAudit, holds, scopeAllows } from '@sallyport/api'
import { SallyportError } from '@sallyport/core'
import { z } from 'zod'
import { Cursor, Day, DayEnd, Search } from '~/app/search-params'
import { requestContext } from '~/server/context'
import { logError } from '~/server/log'
import { refusal } from '~/server/refusal'
import { services } from '~/server/services'

const Params = z.object({
  search: Search,
  action: Search,
  actor: Cursor,
  from: Day,
  to: DayEnd,
  format: z.enum(['csv', 'json']).catch('csv'),
})

/** The audit log as a file, with the filters of its page. */
export async function GET(request: Request): Promise<Response> {
  try {
    const { caller } = await requestContext()
    if (caller?.type !== 'member') throw new SallyportError('UNAUTHENTICATED', 'Sign in first')
    if (!holds(caller.role, 'audit:read') || !scopeAllows(caller.tokenScope, 'audit:read'))
      throw new SallyportError('DENIED', 'This needs audit:read')
    const { format, ...filters } = Params.parse(Object.fromEntries(new URL(request.url).searchParams))
    const events = exportAudit(services().db, caller, filters)
    const stream = Readable.from(format === 'csv' ? auditAsCsv(events) : auditAsJsonLines(events))
    stream.on('error', (error) => logError('audit export', error))
    const day = new Date().toISOString().slice(0, 10)
    return new Response(Readable.toWeb(stream) as ReadableStream, {
      headers: {
        'Content-Type': format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson',
        'Content-Disposition': `attachment; filename="audit-${day}.${format === 'csv' ? 'csv' : 'jsonl'}"`,
        'Cache-Control': 'no-store',
      },
    })
  } catch (error) {
    return refusal(error, 'audit export')
  }
}
