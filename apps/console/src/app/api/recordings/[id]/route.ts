import { Readable } from 'node:stream'
import { openRecording, readRecording } from '@sallyport/api'
import { SallyportError } from '@sallyport/core'
import { z } from 'zod'
import { parseByteRange } from '~/server/byte-range'
import { requestContext } from '~/server/context'
import { logError } from '~/server/log'
import { refusal } from '~/server/refusal'
import { services } from '~/server/services'

interface RouteContext {
  readonly params: Promise<{ id: string }>
}

const HEADERS = {
  'Content-Type': 'application/octet-stream',
  'Cache-Control': 'no-store',
  'Accept-Ranges': 'bytes',
}

/** A session's recording, as far as it is stored. A player asks again from where it stopped while the session runs. */
export async function GET(request: Request, { params }: RouteContext): Promise<Response> {
  try {
    const id = z.uuid().safeParse((await params).id)
    if (!id.success) throw new SallyportError('NOT_FOUND', 'There is no such session')
    const header = request.headers.get('range')
    const asked = parseByteRange(header, Number.MAX_SAFE_INTEGER)
    const isBeginning = asked === null || (asked !== 'unsatisfiable' && asked.start === 0)
    const { caller } = await requestContext()
    const { recordingBytes } = await openRecording(services().db, caller, id.data, isBeginning)
    return answer(id.data, Number(recordingBytes), header)
  } catch (error) {
    return refusal(error, 'recordings')
  }
}

function answer(id: string, bytes: number, header: string | null): Response {
  const range = parseByteRange(header, bytes)
  if (range === 'unsatisfiable') {
    return new Response(null, { status: 416, headers: { ...HEADERS, 'Content-Range': `bytes */${bytes}` } })
  }
  const { start, end } = range ?? { start: 0, end: bytes }
  const headers = {
    ...HEADERS,
    'Content-Length': String(end - start),
    ...(range && { 'Content-Range': `bytes ${start}-${end - 1}/${bytes}` }),
  }
  const body = end > start ? read(id, start, end) : null
  return new Response(body, { status: range ? 206 : 200, headers })
}

function read(id: string, start: number, end: number): ReadableStream {
  const stream = Readable.from(readRecording(services(), id, start, end), { objectMode: false })
  stream.on('error', (error) => logError('recordings', error))
  return Readable.toWeb(stream) as ReadableStream
}
