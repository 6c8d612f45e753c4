import { createHash } from 'node:crypto'
import type { Operation } from '@sallyport/core'
import type { Tx } from '@sallyport/db'

/**
 * The id of a list of operations within an organization: half of a SHA-256, formatted as a UUID. JSON keeps what is
 * there in the order of its keys, so what one version of the gateway writes has one id.
 */
export function operationSetId(organizationId: string, operations: readonly Operation[]): string {
  const hex = createHash('sha256')
    .update(JSON.stringify([organizationId, operations]))
    .digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  )
}

/** Keeps those lists of operations that are not there yet; a policy can be tried against them later. */
export async function storeOperationSets(
  tx: Tx,
  organizationId: string,
  sets: ReadonlyMap<string, readonly Operation[]>,
): Promise<void> {
  if (sets.size === 0) return
  const data = [...sets].map(([id, operations]) => ({
    id,
    organizationId,
    operations: JSON.parse(storableJson(operations)) as object[],
  }))
  await tx.operationSet.createMany({ data, skipDuplicates: true })
}

/** PostgreSQL's jsonb holds no NUL. */
function storableJson(operations: readonly Operation[]): string {
  return JSON.stringify(operations).replaceAll('\\u0000', '\\ufffd')
}
