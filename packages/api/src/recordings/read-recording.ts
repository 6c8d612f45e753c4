import { SallyportError } from '@sallyport/core'
import type { RecordingSegmentModel } from '@sallyport/db'
import type { Seal } from '@sallyport/recording'
import { recordingKey } from './recording-key'
import type { Sealing } from './seal-segment'
import { unpackPiece, unpackSegment } from './segment-cipher'

/**
 * A recording's bytes from `start` to before `end`, in chunks of at most a segment. What is sealed while it is read is
 * read from where it is then.
 */
export async function* readRecording(
  parts: Sealing,
  sessionId: string,
  start: number,
  end: number,
): AsyncGenerator<Buffer> {
  const key = await recordingKey(parts.db, parts.masterKey, sessionId)
  for (let at = start; at < end; ) {
    const { offset, bytes } = await chunkAt(parts, key, sessionId, at)
    const chunk = bytes.subarray(at - offset, Math.min(bytes.length, end - offset))
    if (chunk.length === 0) throw missing()
    yield chunk
    at += chunk.length
  }
}

/** The segment or piece that holds the byte at `at`. */
async function chunkAt(
  { db, store }: Sealing,
  key: Buffer,
  sessionId: string,
  at: number,
): Promise<{ readonly offset: number; readonly bytes: Buffer }> {
  const where = { sessionId, offset: { lte: at } }
  const orderBy = { offset: 'desc' } as const
  const piece = await db.recordingPiece.findFirst({ where, orderBy })
  if (piece) {
    const offset = Number(piece.offset)
    return { offset, bytes: unpackPiece(key, sessionId, offset, piece.sealed) }
  }
  const segment = await db.recordingSegment.findFirst({ where, orderBy })
  if (!segment) throw missing()
  const bytes = await unpackSegment(key, toSeal(segment), await store.get(segment.storeKey))
  return { offset: Number(segment.offset), bytes }
}

/** What the segment's signature is about. */
export function toSeal(segment: RecordingSegmentModel): Seal {
  const { sessionId, index, offset, bytes, events, previousHead, head } = segment
  return { sessionId, index, offset: Number(offset), bytes, events, previousHead, head }
}

function missing(): SallyportError {
  return new SallyportError('RECORDING_FAILED', 'a part of the recording is missing')
}
