import type { Tx } from '@sallyport/db'
import { FieldError } from '../errors'

/** A token that is bound to a connection which is not there would open nothing, or one day something else. */
export async function assertConnections(
  tx: Tx,
  organizationId: string,
  names: readonly string[],
): Promise<void> {
  if (names.length === 0) return
  const found = await tx.connection.findMany({
    where: { organizationId, name: { in: [...names] } },
    select: { name: true },
  })
  const known = new Set(found.map(({ name }) => name))
  const unknown = names.filter((name) => !known.has(name))
  if (unknown.length > 0)
    throw new FieldError('INVALID_INPUT', 'connections', `There is no connection named ${unknown.join(', ')}`)
}
