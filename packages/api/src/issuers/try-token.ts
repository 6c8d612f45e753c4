import { SallyportError } from '@sallyport/core'
import type { Prisma } from '@sallyport/db'
import { verifyToken } from '@sallyport/identity'
import type { Member, Services } from '../context'
import type { TryToken } from './schema'
import { toIssuer } from './to-issuer'
import { type Bearer, whoIs } from './who-is'

export interface TriedToken {
  readonly issuer: string
  readonly expiresAt: Date
  readonly claims: string
  /** Who would come with it; null: nobody, for this reason. */
  readonly bearer: Bearer | null
  readonly isNew: boolean
  readonly problem: string | null
}

class Undo extends Error {}

/**
 * What would become of a token, by the rules as they are or as drafted. Nothing is changed: an identity that would be
 * made is made and taken back. Unlike a client, an admin is told what is wrong with the token.
 */
export async function tryToken(
  { db }: Pick<Services, 'db'>,
  { organizationId }: Member,
  { token, draft }: TryToken,
): Promise<TriedToken> {
  const rows = await db.issuer.findMany({ where: { organizationId } })
  const verified = await verifyToken(token, rows.map(toIssuer)).catch((error: unknown) => {
    throw inWords(error)
  })
  const row = rows.find(({ url }) => url === verified.issuer)
  if (!row) throw new SallyportError('INVALID_INPUT', 'Its issuer is not registered here')
  const rules = draft?.issuerId === row.id ? draft.claimRules : null
  const issuer = rules ? { ...row, claimRules: structuredClone(rules) as unknown as Prisma.JsonValue } : row
  const said = {
    issuer: row.name,
    expiresAt: verified.expiresAt,
    claims: JSON.stringify(verified.claims, null, 2),
  }

  let result: TriedToken | null = null
  await db
    .$transaction(async (tx) => {
      const before = await tx.identity.count({ where: { organizationId } })
      const bearer = await whoIs(tx, issuer, verified)
      const isNew = (await tx.identity.count({ where: { organizationId } })) > before
      result = { ...said, bearer, isNew, problem: null }
      throw new Undo()
    })
    .catch((error: unknown) => {
      if (error instanceof Undo) return
      if (!(error instanceof SallyportError)) throw error
      result = { ...said, bearer: null, isNew: false, problem: error.message }
    })
  if (!result) throw new Error('the token was neither accepted nor refused')
  return result
}

/** jose's reasons are safe to tell: they name a claim or a check, and nothing of the token. */
function inWords(error: unknown): unknown {
  if (!(error instanceof SallyportError)) return error
  const { cause } = error
  const why = cause instanceof Error ? cause.message : 'it is no token'
  return new SallyportError('INVALID_INPUT', `The token is refused: ${why}`)
}
