import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { openRecording, toTrpcError } from '@sallyport/api'
import { SallyportError } from '@sallyport/core'
import { getHTTPStatusCodeFromError } from '@trpc/server/http'
import { z } from 'zod'
import { parseByteRange } from '~/server/byte-range'
import { requestContext } from '~/server/context'
import { logError } from '~/server/log'
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
    const { path, bytes } = await openRecording(services(), caller, id.data, isBeginning)
    return answer(path, bytes, header)
  } catch (error) {
    if (error instanceof SallyportError) {
      const status = getHTTPStatusCodeFromError(toTrpcError(error))
      return Response.json({ error: error.code, message: error.message }, { status })
    }
    logError('recordings', error)
    return Response.json(
      { error: 'INTERNAL', message: 'Something went wrong on the server' },
      { status: 500 },
    )
  }
}

function answer(path: string, bytes: number, header: string | null): Response {
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
  const body = end > start ? read(path, start, end) : null
  return new Response(body, { status: range ? 206 : 200, headers })
}

function read(path: string, start: number, end: number): ReadableStream {
  const stream = createReadStream(path, { start, end: end - 1 })
  stream.on('error', (error) => logError('recordings', error))
  return Readable.toWeb(stream) as ReadableStream
}
