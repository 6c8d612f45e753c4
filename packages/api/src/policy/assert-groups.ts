import type { Tx } from '@sallyport/db'
import { FieldError } from '../errors'

/** Refuses names of groups that are not there: a rule about nobody, or a hold that nobody could answer. */
export async function assertGroups(
  tx: Tx,
  organizationId: string,
  field: string,
  names: readonly string[],
): Promise<void> {
  if (names.length === 0) return
  const found = await tx.group.findMany({
    where: { organizationId, name: { in: [...names] } },
    select: { name: true },
  })
  const known = new Set(found.map(({ name }) => name))
  const unknown = names.filter((name) => !known.has(name))
  if (unknown.length > 0) {
    throw new FieldError('INVALID_INPUT', field, `There is no group named ${unknown.join(', ')}`)
  }
}
