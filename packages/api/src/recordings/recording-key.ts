import { randomBytes } from 'node:crypto'
import { SallyportError } from '@sallyport/core'
import type { Tx } from '@sallyport/db'
import { openBytes, sealBytes } from '@sallyport/secrets'

const KEY_BYTES = 32

/** A new recording's own key, sealed. Without it nothing of the recording can be read, wherever copies of it are. */
export function createRecordingKey(masterKey: Buffer, sessionId: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(sealBytes(masterKey, randomBytes(KEY_BYTES), contextOf(sessionId)))
}

/** Throws NOT_FOUND when the recording was deleted. */
export async function recordingKey(tx: Tx, masterKey: Buffer, sessionId: string): Promise<Buffer> {
  const row = await tx.session.findUnique({ where: { id: sessionId }, select: { sealedKey: true } })
  if (!row?.sealedKey) throw new SallyportError('NOT_FOUND', 'The recording was deleted')
  return openBytes(masterKey, row.sealedKey, contextOf(sessionId))
}

function contextOf(sessionId: string): Buffer {
  return Buffer.from(`recording-key:${sessionId}`)
}
