import type { Tx } from '@sallyport/db'
import type { LiveMessage } from './message'

export const CHANNEL = 'sallyport'

/** Tells every process, when and only when the transaction commits. */
export async function publish(tx: Tx, message: LiveMessage): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify(${CHANNEL}, ${JSON.stringify(message)})`
}
