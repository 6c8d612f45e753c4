import { Readable } from 'node:stream'
import { openStatementExport } from '@sallyport/api'
import { readSearchParams } from '~/app/search-params'
import { StatementParams } from '~/features/statements/statement-params'
import { requestContext } from '~/server/context'
import { logError } from '~/server/log'
import { refusal } from '~/server/refusal'
import { services } from '~/server/services'

/** What a search over statements finds, as a table for a spreadsheet. */
export async function GET(request: Request): Promise<Response> {
  try {
    const params = Object.fromEntries(new URL(request.url).searchParams)
    const filter = await readSearchParams(Promise.resolve(params), StatementParams)
    const { caller } = await requestContext()
    const lines = await openStatementExport(services().db, caller, filter)
    const stream = Readable.from(lines, { objectMode: false })
    stream.on('error', (error) => logError('statements export', error))
    return new Response(Readable.toWeb(stream) as ReadableStream, {
      headers: {
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Disposition': 'attachment; filename="statements.csv"',
        'Cache-Control': 'no-store',
      },
    })
  } catch (error) {
    return refusal(error, 'statements export')
  }
}
