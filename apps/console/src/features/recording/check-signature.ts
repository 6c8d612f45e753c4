import { encodeSeal, importSealKey, isSignedBy, unhex } from '@sallyport/recording'
import type { RouterOutputs } from '~/trpc/types'

export type Seals = RouterOutputs['sessions']['seals']

/** Whether the recording's end, and by its hash chain all that comes before, stands under a signature. */
export type Signature =
  | { readonly state: 'signed'; readonly kid: string }
  /** The session has just ended: its last segment is sealed in a moment. */
  | { readonly state: 'waiting' }
  | { readonly state: 'wrong'; readonly reason: string }

/** Checks the last segment's seal against what this browser hashed: `head`, in hex, after `bytes` bytes. */
export async function checkSignature(
  { seals, keys }: Seals,
  sessionId: string,
  bytes: number,
  head: string,
): Promise<Signature> {
  const last = seals.at(-1)
  if (!last || last.offset + last.bytes < bytes) return { state: 'waiting' }
  if (last.sessionId !== sessionId || last.offset + last.bytes !== bytes || last.head !== head) {
    return { state: 'wrong', reason: 'the signature is of another end of the recording' }
  }
  const key = keys.find(({ kid }) => kid === last.kid)
  if (!key) return { state: 'wrong', reason: 'the signature is of a key that the console does not have' }
  const seal = { ...last, previousHead: unhex(last.previousHead), head: unhex(last.head) }
  const isSigned = await isSignedBy(await importSealKey(key), encodeSeal(seal), unhex(last.signature))
  return isSigned
    ? { state: 'signed', kid: last.kid }
    : { state: 'wrong', reason: 'the signature of the recording is not right' }
}
