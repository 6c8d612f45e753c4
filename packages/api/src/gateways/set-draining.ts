import type { Db } from '@sallyport/db'
import { z } from 'zod'
import { type Actor, recordAudit } from '../audit/record-audit'
import { orNotFound } from '../not-found'
import { ById } from '../words'

export const SetDraining = ById.extend({ draining: z.boolean() })
export type SetDraining = z.infer<typeof SetDraining>

/** A gateway that drains takes no new sessions; those that run go on, so that it can be stopped without ending one. */
export async function setDraining(db: Db, actor: Actor, { id, draining }: SetDraining): Promise<void> {
  const where = { id, organizationId: actor.organizationId }
  await db.$transaction(async (tx) => {
    const { name } = orNotFound(await tx.gateway.findFirst({ where, select: { name: true } }), 'gateway')
    await tx.gateway.update({ where, data: { drainingAt: draining ? new Date() : null } })
    await recordAudit(tx, actor, {
      action: draining ? 'gateway.drain' : 'gateway.resume',
      subject: { type: 'gateway', id, name },
    })
  })
}
