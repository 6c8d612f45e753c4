import { createHash, randomBytes } from 'node:crypto'
import type { Tx } from '@sallyport/db'

const COUNT = 10
/** 80 bits: enough that a plain hash keeps them. */
const RANDOM_BYTES = 10

/** Gives a person new codes and voids those that they had. Said this once: the database has their hashes. */
export async function replaceRecoveryCodes(tx: Tx, identityId: string): Promise<readonly string[]> {
  const codes = Array.from({ length: COUNT }, createCode)
  await tx.recoveryCode.deleteMany({ where: { identityId } })
  await tx.recoveryCode.createMany({ data: codes.map((code) => ({ identityId, hash: hashCode(code) })) })
  return codes
}

/** Takes a code, if it is one that is left. Of two who bring it at once, one is taken. */
export async function useRecoveryCode(tx: Tx, identityId: string, code: string): Promise<boolean> {
  const { count } = await tx.recoveryCode.deleteMany({ where: { identityId, hash: hashCode(code) } })
  return count === 1
}

/** As in 0f3a-92bc-11d4-77e0-5c2b: sixteen digits and letters would do, and people read hex aloud without doubt. */
function createCode(): string {
  const hex = randomBytes(RANDOM_BYTES).toString('hex')
  return hex.match(/.{4}/g)?.join('-') ?? hex
}

/** However it was typed: with the lines or without, in capitals or not. */
function hashCode(code: string): string {
  return createHash('sha256')
    .update(code.toLowerCase().replaceAll(/[^0-9a-z]/g, ''))
    .digest('hex')
}
