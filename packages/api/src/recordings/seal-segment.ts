import { randomUUID } from 'node:crypto'
import { SallyportError } from '@sallyport/core'
import type { Db } from '@sallyport/db'
import { Chain, encodeSeal, type Seal } from '@sallyport/recording'
import { appendToLedger } from './append-to-ledger'
import { recordingKey } from './recording-key'
import { packSegment, unpackPiece } from './segment-cipher'
import { sha256 } from './sha256'
import { signRecording } from './sign'
import type { RecordingStore } from './store/recording-store'

export interface Sealing {
  readonly db: Db
  readonly masterKey: Buffer
  readonly store: RecordingStore
}

/** No segment is larger, unless one record alone is. */
export const SEGMENT_BYTES = 1024 * 1024

/**
 * Makes the next segment of what waits of a recording: checks the chain once more, compresses, encrypts, stores, signs,
 * and writes it into the ledger. Returns false when nothing waits. When another process was quicker, its segment counts.
 */
export async function sealSegment({ db, masterKey, store }: Sealing, sessionId: string): Promise<boolean> {
  const session = await db.session.findUniqueOrThrow({
    where: { id: sessionId },
    include: { segments: { orderBy: { index: 'desc' }, take: 1 } },
  })
  const key = await recordingKey(db, masterKey, sessionId)
  const pieces = await nextPieces(db, sessionId)
  const [first] = pieces
  if (!first) return false

  const offset = Number(session.sealedBytes)
  if (Number(first.offset) !== offset) throw damaged('the pieces of the recording do not follow its segments')
  const plaintext = Buffer.concat(
    pieces.map((piece) => unpackPiece(key, sessionId, Number(piece.offset), piece.sealed)),
  )
  const last = session.segments[0]
  const chain = new Chain(sha256, last?.head)
  const events = chain.accept(plaintext).reduce((sum, record) => sum + record.events.length, 0)
  const seal: Seal = {
    sessionId,
    index: last ? last.index + 1 : 0,
    offset,
    bytes: plaintext.length,
    events,
    previousHead: new Chain(sha256, last?.head).head,
    head: chain.head,
  }
  const stored = await packSegment(key, seal, plaintext)
  // No two attempts write the same object: whichever wins, its segment is the one that its row names.
  const name = `${String(seal.index).padStart(6, '0')}-${randomUUID()}.seg`
  const storeKey = `${session.organizationId}/${sessionId}/${name}`
  await store.put(storeKey, stored)
  try {
    await writeDown({ db, masterKey }, session.organizationId, seal, { storeKey, storedBytes: stored.length })
  } catch (error) {
    await store.remove(storeKey)
    throw error
  }
  return true
}

async function writeDown(
  { db, masterKey }: Pick<Sealing, 'db' | 'masterKey'>,
  organizationId: string,
  seal: Seal,
  object: { readonly storeKey: string; readonly storedBytes: number },
): Promise<void> {
  const { sessionId, index, offset, bytes, events } = seal
  const encoded = encodeSeal(seal)
  await db.$transaction(async (tx) => {
    const { count } = await tx.session.updateMany({
      where: { id: sessionId, sealedBytes: BigInt(offset), sealedKey: { not: null } },
      data: { sealedBytes: offset + bytes, sealedEvents: { increment: events } },
    })
    if (count === 0) throw new SallyportError('CONFLICT', 'the recording was sealed or deleted meanwhile')
    const [previousHead, head] = [new Uint8Array(seal.previousHead), new Uint8Array(seal.head)]
    const signed = await signRecording(tx, masterKey, encoded)
    await tx.recordingSegment.create({
      data: { sessionId, index, offset, bytes, events, previousHead, head, ...object, ...signed },
    })
    await tx.recordingPiece.deleteMany({ where: { sessionId, offset: { lt: offset + bytes } } })
    await appendToLedger(tx, masterKey, { organizationId, kind: 'sealed', sessionId, content: encoded })
  })
}

/** Whole pieces up to a segment's size, at least one. */
async function nextPieces(db: Db, sessionId: string) {
  const sizes = await db.recordingPiece.findMany({
    where: { sessionId },
    orderBy: { offset: 'asc' },
    select: { offset: true, bytes: true },
    take: MAX_PIECES,
  })
  let total = 0
  const end = sizes.find(({ bytes }, at) => {
    total += bytes
    return at > 0 && total > SEGMENT_BYTES
  })
  return db.recordingPiece.findMany({
    where: { sessionId, ...(end && { offset: { lt: end.offset } }) },
    orderBy: { offset: 'asc' },
    take: MAX_PIECES,
  })
}

const MAX_PIECES = 2_000

function damaged(message: string): SallyportError {
  return new SallyportError('RECORDING_FAILED', message)
}
