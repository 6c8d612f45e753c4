import { SallyportError } from '@sallyport/core'
import type { Db } from '@sallyport/db'
import { z } from 'zod'
import { applyMapping } from '../group-mapping/apply-mapping'
import { acceptByEmail } from '../invitations/accept-invitation'
import { type From, type SignedIn, startConsoleSession } from './start-console-session'

/** What we need of a provider's claims. An address that the provider did not verify proves nobody. */
export const OidcProfile = z.object({
  email: z.string().trim().toLowerCase().min(3),
  email_verified: z.literal(true),
})
export type OidcProfile = z.infer<typeof OidcProfile>

/** Begins a sign-in of the person whom an admin entered or invited with this e-mail. Nobody else is added by signing in. */
export async function signInWithOidc(db: Db, profile: unknown, from: From): Promise<SignedIn> {
  const parsed = OidcProfile.safeParse(profile)
  if (!parsed.success)
    throw new SallyportError('UNAUTHENTICATED', 'The provider gave no verified e-mail address')
  const { email } = parsed.data
  const person = (await findPerson(db, email)) ?? (await findInvited(db, email))
  if (!person) throw new SallyportError('UNAUTHENTICATED', 'Nobody with this e-mail address may sign in')
  const claims = z.record(z.string(), z.unknown()).parse(profile)
  return db.$transaction(async (tx) => {
    await applyMapping(tx, person, claims)
    return startConsoleSession(tx, person, 'oidc', from)
  })
}

function findPerson(db: Db, email: string) {
  return db.identity.findFirst({
    where: { email, kind: 'person', disabledAt: null },
    orderBy: { createdAt: 'asc' },
  })
}

/** Whoever is disabled was entered once, and is not let in again by an invitation to somewhere else. */
async function findInvited(db: Db, email: string) {
  const isKnown = await db.identity.findFirst({ where: { email, kind: 'person' }, select: { id: true } })
  const accepted = isKnown ? null : await acceptByEmail(db, email)
  return accepted && findPerson(db, email)
}
