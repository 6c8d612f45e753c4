import type { Tx } from '@sallyport/db'
import { publish } from '../live/publish'

/** Makes whoever holds a stream open for this identity ask again who it is. */
export async function identityChanged(tx: Tx, organizationId: string, id: string): Promise<void> {
  await publish(tx, { topic: 'identity', organizationId, id })
}
