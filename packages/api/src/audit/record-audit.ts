import type { Prisma, Tx } from '@sallyport/db'
import type { Caller } from '../context'

/** The system itself: what happens by the clock and by nobody's hand. */
export interface SystemActor {
  readonly type: 'system'
  readonly organizationId: string
}

export type Actor = Pick<Caller, 'type' | 'id' | 'name' | 'organizationId'> | SystemActor

export interface AuditEntry {
  /** noun.verb, as in connection.create */
  readonly action: string
  readonly subject: { readonly type: string; readonly id?: string | null; readonly name?: string }
  /** Before and after, without secrets. */
  readonly detail?: Prisma.InputJsonObject
}

/** Writes the audit row; give it the transaction of the change, so that there is never one without the other. */
export async function recordAudit(
  tx: Tx,
  actor: Actor,
  { action, subject, detail }: AuditEntry,
): Promise<void> {
  await tx.auditEvent.create({
    data: {
      organizationId: actor.organizationId,
      actorId: actor.type === 'system' ? null : actor.id,
      actorName: actor.type === 'system' ? 'Sallyport' : actor.name,
      action,
      subjectType: subject.type,
      subjectId: subject.id ?? null,
      subjectName: subject.name ?? '',
      detail: detail ?? {},
    },
  })
}
