import { SallyportError } from '@sallyport/core'
import type { Db } from '@sallyport/db'
import { recordAudit } from '../audit/record-audit'
import type { BackOff } from './back-off'
import { verifyPassword } from './password'
import type { SignIn } from './schema'
import { type From, type SignedIn, startConsoleSession } from './start-console-session'

/** Failures of one address, whoever it tries: an office behind one address makes some. */
export const FREE_OF_ONE_ADDRESS = 50

/**
 * Begins a sign-in, or throws: UNAUTHENTICATED, the same for a wrong password, an unknown e-mail and a disabled
 * person, or LIMIT_EXCEEDED after too many failures, which also refuses the right password.
 */
export async function signInWithPassword(
  db: Db,
  backOff: BackOff,
  { email, password }: SignIn,
  from: From,
): Promise<SignedIn> {
  const { address } = from
  const key = `${email} ${address}`
  // One address that tries one password on many people is slowed down too.
  const waitMs = Math.max(backOff.waitMs(key), backOff.waitMs(address))
  if (waitMs > 0) {
    throw new SallyportError('LIMIT_EXCEEDED', `Too many attempts: wait ${Math.ceil(waitMs / 1_000)} seconds`)
  }
  backOff.fail(address, Date.now(), FREE_OF_ONE_ADDRESS)
  backOff.fail(key) // before the slow part, so that attempts at the same time count too
  const person = await db.identity.findFirst({
    where: { email, kind: 'person' },
    orderBy: { createdAt: 'asc' },
    omit: { passwordHash: false },
  })
  const matches = await verifyPassword(password, person?.passwordHash ?? null)
  if (!person || person.disabledAt || !matches) {
    if (person) await recordRefusal(db, person, address)
    throw new SallyportError('UNAUTHENTICATED', 'E-mail or password is wrong')
  }
  backOff.succeed(key)
  backOff.succeed(address)
  return db.$transaction((tx) => startConsoleSession(tx, person, 'password', from))
}

async function recordRefusal(
  db: Db,
  {
    id,
    name,
    organizationId,
  }: { readonly id: string; readonly name: string; readonly organizationId: string },
  address: string,
): Promise<void> {
  await recordAudit(
    db,
    { type: 'system', organizationId },
    { action: 'sign-in.refuse', subject: { type: 'person', id, name }, detail: { address } },
  )
}
