import { SallyportError } from '@sallyport/core'
import { ByteReader } from '../../../bytes/reader'
import { send } from '../../../bytes/send'
import { decodeErrorFields } from '../codec/error-fields'
import { bodyOf, Framer } from '../codec/framer'
import { cstring, message } from '../codec/write'
import type { TargetLink } from './target-link'

const MAX_ANSWER_BYTES = 256 * 1024 * 1024
const TIMEOUT_MS = 60_000

/** Runs one statement of the gateway's own and returns the first column of its rows. A target that is late is left. */
export async function ask(link: TargetLink, sql: string): Promise<(string | null)[]> {
  const late = setTimeout(() => link.socket.destroy(), TIMEOUT_MS)
  try {
    return await converse(link, sql)
  } finally {
    clearTimeout(late)
  }
}

async function converse(link: TargetLink, sql: string): Promise<(string | null)[]> {
  await send(link.socket, message('Q', cstring(sql)))
  const framer = new Framer(MAX_ANSWER_BYTES)
  const answer: (string | null)[] = []
  for (;;) {
    const chunk = await link.inbox.read()
    if (!chunk)
      throw new SallyportError('TARGET_UNREACHABLE', 'the target closed the connection, or did not answer')
    for (const frame of framer.push(chunk)) {
      const type = String.fromCharCode(frame[0] ?? 0)
      if (type === 'Z') return answer
      if (type === 'D') answer.push(firstValue(bodyOf(frame)))
      if (type === 'E') {
        const reason = decodeErrorFields(bodyOf(frame)).get('M') ?? 'no reason given'
        throw new SallyportError('TARGET_UNREACHABLE', `the target refused to describe itself: ${reason}`)
      }
    }
  }
}

function firstValue(body: Buffer): string | null {
  const reader = new ByteReader(body, 'DataRow')
  if (reader.uint16() === 0) return null
  const length = reader.int32()
  return length === -1 ? null : reader.bytes(length).toString('utf8')
}
