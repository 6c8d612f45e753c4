import type { Prisma, Tx } from '@sallyport/db'
import { type Actor } from '../audit/record-audit'

export type PolicyKind = 'rule' | 'masking-rule'

/** What was done to a rule or masking rule. `apply` is a whole file or pack at once. */
export const VERSION_ACTIONS = [
  'create',
  'update',
  'enable',
  'disable',
  'roll-back',
  'remove',
  'restore',
  'apply',
] as const
export type VersionAction = (typeof VERSION_ACTIONS)[number]

interface Version {
  readonly kind: PolicyKind
  readonly id: string
  readonly number: number
  readonly action: VersionAction
  /** The rule as the change left it; of a removed one, as it was. */
  readonly content: Prisma.InputJsonObject & { readonly name: string }
}

/** Keeps what a change left. Give it the transaction of the change, so that no version is missing. */
export async function keepVersion(tx: Tx, actor: Actor, version: Version): Promise<void> {
  const { kind, id, number, action, content } = version
  await tx.policyVersion.create({
    data: {
      organizationId: actor.organizationId,
      kind,
      subjectId: id,
      number,
      name: content.name,
      action,
      content,
      authorId: actor.type === 'system' ? null : actor.id,
      authorName: actor.type === 'system' ? 'Sallyport' : actor.name,
    },
  })
}
