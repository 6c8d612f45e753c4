import { SallyportError } from '@sallyport/core'
import type { Db, Tx } from '@sallyport/db'
import { recordAudit, type SystemActor } from '../audit/record-audit'
import { GATEWAY_PREFIX, hashCredential } from '../gateways/credential'
import { Email, Password } from '../identities/schema'
import { hashPassword } from '../sign-in/password'
import { signingKey } from '../tokens/signing-key'

const ORGANIZATION = 'Sallyport'
const FIRST_LOCK = 72_707_370
const SHORTEST_CREDENTIAL = GATEWAY_PREFIX.length + 32

export interface Bootstrap {
  readonly masterKey: Buffer
  /** The first admin; used only while nobody is there. */
  readonly admin?: { readonly email: string; readonly password: string; readonly name?: string } | undefined
  /** A gateway's credential that is to be known. */
  readonly gateway?: { readonly credential: string; readonly name?: string } | undefined
}

export interface Bootstrapped {
  readonly organizationId: string
  /** Was this the first start, which made the organization? */
  readonly isFirst: boolean
}

/** Makes what a console cannot start without. Safe to call at every start, and by several processes at once. */
export async function bootstrap(db: Db, { masterKey, admin, gateway }: Bootstrap): Promise<Bootstrapped> {
  const passwordHash = admin && (await hashPassword(Password.parse(admin.password)))
  return db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${FIRST_LOCK})`
    const found = await tx.organization.findFirst({ orderBy: { createdAt: 'asc' } })
    const { id: organizationId } = found ?? (await tx.organization.create({ data: { name: ORGANIZATION } }))
    const actor: SystemActor = { type: 'system', organizationId }
    if (admin && passwordHash) await addAdmin(tx, actor, admin, passwordHash)
    if (gateway) await addGateway(tx, actor, gateway)
    await signingKey(tx, masterKey)
    return { organizationId, isFirst: found === null }
  })
}

async function addAdmin(
  tx: Tx,
  actor: SystemActor,
  { email, name = 'Admin' }: { readonly email: string; readonly name?: string },
  passwordHash: string,
): Promise<void> {
  const { organizationId } = actor
  if (await tx.identity.findFirst({ where: { organizationId }, select: { id: true } })) return
  const { id } = await tx.identity.create({
    data: { organizationId, kind: 'person', name, email: Email.parse(email), passwordHash, role: 'admin' },
  })
  await recordAudit(tx, actor, {
    action: 'identity.create',
    subject: { type: 'person', id, name },
    detail: { role: 'admin', first: true },
  })
}

async function addGateway(
  tx: Tx,
  actor: SystemActor,
  { credential, name = 'gateway' }: { readonly credential: string; readonly name?: string },
): Promise<void> {
  if (!credential.startsWith(GATEWAY_PREFIX) || credential.length < SHORTEST_CREDENTIAL) {
    throw new SallyportError(
      'INVALID_INPUT',
      `a gateway credential is ${GATEWAY_PREFIX} and 32 random characters`,
    )
  }
  const { organizationId } = actor
  const credentialHash = hashCredential(credential)
  const before = await tx.gateway.findUnique({ where: { organizationId_name: { organizationId, name } } })
  const { id } = await tx.gateway.upsert({
    where: { organizationId_name: { organizationId, name } },
    create: { organizationId, name, credentialHash },
    update: { credentialHash },
  })
  if (before) return
  await recordAudit(tx, actor, { action: 'gateway.create', subject: { type: 'gateway', id, name } })
}
