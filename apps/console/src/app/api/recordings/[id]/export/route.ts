import { Readable } from 'node:stream'
import { exportRecording, openExport } from '@sallyport/api'
import { SallyportError } from '@sallyport/core'
import { z } from 'zod'
import { requestContext } from '~/server/context'
import { logError } from '~/server/log'
import { refusal } from '~/server/refusal'
import { services } from '~/server/services'

interface RouteContext {
  readonly params: Promise<{ id: string }>
}

/** A session's recording as one file that `sallyport verify` checks without us. */
export async function GET(_request: Request, { params }: RouteContext): Promise<Response> {
  try {
    const id = z.uuid().safeParse((await params).id)
    if (!id.success) throw new SallyportError('NOT_FOUND', 'There is no such session')
    const { caller } = await requestContext()
    const session = await openExport(services().db, caller, id.data)
    const stream = Readable.from(exportRecording(services(), session), { objectMode: false })
    stream.on('error', (error) => logError('export', error))
    return new Response(Readable.toWeb(stream) as ReadableStream, {
      headers: {
        'Content-Type': 'application/jsonl; charset=utf-8',
        'Content-Disposition': `attachment; filename="${session.id}.recording.jsonl"`,
        'Cache-Control': 'no-store',
      },
    })
  } catch (error) {
    return refusal(error, 'export')
  }
}
