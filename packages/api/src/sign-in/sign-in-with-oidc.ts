import { SallyportError } from '@sallyport/core'
import type { Db } from '@sallyport/db'
import { z } from 'zod'
import { type From, type SignedIn, startConsoleSession } from './start-console-session'

/** What we need of a provider's claims. An address that the provider did not verify proves nobody. */
export const OidcProfile = z.object({
  email: z.string().trim().toLowerCase().min(3),
  email_verified: z.literal(true),
})
export type OidcProfile = z.infer<typeof OidcProfile>

/** Begins a sign-in of the person whom an admin entered with this e-mail. Nobody is added by signing in. */
export async function signInWithOidc(db: Db, profile: unknown, from: From): Promise<SignedIn> {
  const parsed = OidcProfile.safeParse(profile)
  if (!parsed.success)
    throw new SallyportError('UNAUTHENTICATED', 'The provider gave no verified e-mail address')
  const { email } = parsed.data
  const person = await db.identity.findFirst({
    where: { email, kind: 'person', disabledAt: null },
    orderBy: { createdAt: 'asc' },
  })
  if (!person) throw new SallyportError('UNAUTHENTICATED', 'Nobody with this e-mail address may sign in')
  return db.$transaction((tx) => startConsoleSession(tx, person, 'oidc', from))
}
