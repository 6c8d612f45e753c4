import type { Db } from '@sallyport/db'
import { passwordContext, testPasswordContext } from '../connections/password-context'
import { ConnectionSettings } from '../connections/schema'
import type { GatewayCaller } from '../context'

/** Whoever asked has given up by then. */
const TAKEN_WITHIN_MS = 30_000

export interface TakenTest {
  readonly settings: ConnectionSettings
  /** Base64; opens with `context`. */
  readonly sealedPassword: string
  /** What is sealed says where the password is. */
  readonly isReference: boolean
  readonly context: string
}

/** Gives a connection test to the first gateway that asks for it; null to the others. */
export async function takeTest(db: Db, gateway: GatewayCaller, id: string): Promise<TakenTest | null> {
  const [row] = await db.connectionTest.updateManyAndReturn({
    where: {
      id,
      organizationId: gateway.organizationId,
      takenById: null,
      createdAt: { gt: new Date(Date.now() - TAKEN_WITHIN_MS) },
    },
    data: { takenById: gateway.id },
    omit: { sealedPassword: false },
  })
  if (!row) return null
  return {
    settings: ConnectionSettings.parse(row.settings),
    sealedPassword: Buffer.from(row.sealedPassword).toString('base64'),
    isReference: row.isReference,
    context:
      row.sealedFor === id
        ? testPasswordContext(id, row.isReference)
        : passwordContext(row.sealedFor, row.isReference),
  }
}
