import { createHash, randomBytes } from 'node:crypto'
import { SallyportError } from '@sallyport/core'
import type { Db } from '@sallyport/db'
import { z } from 'zod'
import { recordAudit } from '../audit/record-audit'
import type { Member } from '../context'
import { FieldError } from '../errors'
import { Name } from '../words'
import { createCredential, hashCredential } from './credential'

const GOOD_FOR_MS = 60 * 60_000
const CODE = /^sp_enrol_[A-Za-z0-9_-]{43}$/

export const OfferEnrolment = z.object({ name: Name })
export type OfferEnrolment = z.infer<typeof OfferEnrolment>

export const Enrol = z.object({ code: z.string().regex(CODE, 'This is no enrolment code') })
export type Enrol = z.infer<typeof Enrol>

const hashCode = (code: string) => createHash('sha256').update(code).digest('hex')

/** Leave for one gateway to fetch its credential: a code that is good once, for an hour, and not kept here. */
export async function offerEnrolment(
  db: Db,
  member: Member,
  { name }: OfferEnrolment,
): Promise<{ readonly code: string; readonly expiresAt: Date }> {
  const { organizationId } = member
  const code = `sp_enrol_${randomBytes(32).toString('base64url')}`
  const expiresAt = new Date(Date.now() + GOOD_FOR_MS)
  await db.$transaction(async (tx) => {
    const taken = await tx.gateway.findFirst({ where: { organizationId, name }, select: { id: true } })
    if (taken) throw new FieldError('CONFLICT', 'name', `There is a gateway named ${name} already`)
    const { id } = await tx.gatewayEnrolment.create({
      data: { organizationId, name, codeHash: hashCode(code), createdByName: member.name, expiresAt },
    })
    await recordAudit(tx, member, { action: 'gateway.offer', subject: { type: 'enrolment', id, name } })
  })
  return { code, expiresAt }
}

/** Makes a gateway of who brings the code, and gives it its credential, which is not kept here either. */
export async function enrol(
  db: Db,
  { code }: Enrol,
): Promise<{ readonly name: string; readonly credential: string }> {
  return db.$transaction(async (tx) => {
    const now = new Date()
    const [offer] = await tx.gatewayEnrolment.updateManyAndReturn({
      where: { codeHash: hashCode(code), usedAt: null, expiresAt: { gt: now } },
      data: { usedAt: now },
    })
    if (!offer) {
      throw new SallyportError('UNAUTHENTICATED', 'This enrolment code is unknown, used, or out of time', {
        hint: 'Make a new one in the console, on the page of gateways.',
      })
    }
    const { organizationId, name } = offer
    const credential = createCredential()
    const { id } = await tx.gateway.create({
      data: { organizationId, name, credentialHash: hashCredential(credential) },
    })
    await recordAudit(
      tx,
      { type: 'gateway', id, name, organizationId },
      {
        action: 'gateway.enrol',
        subject: { type: 'gateway', id, name },
        detail: { by: offer.createdByName },
      },
    )
    return { name, credential }
  })
}
