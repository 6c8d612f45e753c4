import type { Db } from '@sallyport/db'
import type { Member } from '../context'
import { orNotFound } from '../not-found'
import { visibleSessions } from '../sessions/visible'
import { recordingKeys } from '../tokens/signing-key'
import { toSeal } from './read-recording'

/** The signatures of a recording's segments, and the keys to check them with: for whoever verifies by themselves. */
export async function listSeals(db: Db, member: Member, id: string) {
  const where = { ...visibleSessions(member), id }
  const { segments } = orNotFound(
    await db.session.findFirst({ where, select: { segments: { orderBy: { index: 'asc' } } } }),
    'session',
  )
  const seals = segments.map((segment) => {
    const { previousHead, head, ...seal } = toSeal(segment)
    return {
      ...seal,
      previousHead: hexOf(previousHead),
      head: hexOf(head),
      kid: segment.kid,
      signature: hexOf(segment.signature),
    }
  })
  return { seals, keys: await recordingKeys(db) }
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
