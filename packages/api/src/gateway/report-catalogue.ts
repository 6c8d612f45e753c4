import { SallyportError } from '@sallyport/core'
import { type Db, Prisma } from '@sallyport/db'
import { z } from 'zod'
import { passwordContext } from '../connections/password-context'
import { ConnectionSettings } from '../connections/schema'
import type { GatewayCaller } from '../context'
import { publish } from '../live/publish'
import { ToolServer } from '../servers/schema'
import type { ReportCatalogue } from './schema'
import type { TakenTest } from './take-test'

/** What is to be read: a database, or an MCP server. */
export type TakenReading = Omit<TakenTest, 'settings'> &
  (
    | { readonly settings: ConnectionSettings; readonly server: null }
    | { readonly settings: null; readonly server: ToolServer }
  )

/** Whoever asked has given up by then. */
const TAKEN_WITHIN_MS = 30_000

/** Gives the reading of a connection's catalogue to the first gateway that asks for it; null to the others. */
export async function takeCatalogue(
  db: Db,
  gateway: GatewayCaller,
  connectionId: string,
): Promise<TakenReading | null> {
  const { organizationId } = gateway
  const { count } = await db.connectionCatalogue.updateMany({
    where: {
      connectionId,
      organizationId,
      takenById: null,
      requestedAt: { gt: new Date(Date.now() - TAKEN_WITHIN_MS) },
    },
    data: { takenById: gateway.id },
  })
  if (count === 0) return null
  const row = await db.connection.findFirst({
    where: { id: connectionId, organizationId },
    omit: { sealedPassword: false },
  })
  if (!row) return null
  const what =
    row.server === null
      ? { settings: ConnectionSettings.parse(row), server: null }
      : { settings: null, server: ToolServer.parse(row.server) }
  return {
    ...what,
    sealedPassword: Buffer.from(row.sealedPassword).toString('base64'),
    isReference: row.passwordReference !== null,
    context: passwordContext(connectionId, row.passwordReference !== null),
  }
}

/** As far as the console itself relies on it; the analysis gets all of it. */
const Content = z.looseObject({
  database: z.string(),
  relations: z.array(
    z.looseObject({
      schema: z.string(),
      name: z.string(),
      kind: z.enum(['table', 'view', 'other']),
      columns: z.array(z.string()),
    }),
  ),
  functions: z.array(z.looseObject({ schema: z.string(), name: z.string() })),
})

/** Keeps what the gateway that took it found, or why it could not. */
export async function reportCatalogue(
  db: Db,
  gateway: GatewayCaller,
  { id, catalogue, problem }: ReportCatalogue,
): Promise<void> {
  const { organizationId } = gateway
  const content = catalogue === null ? null : parse(catalogue)
  await db.$transaction(async (tx) => {
    const { count } = await tx.connectionCatalogue.updateMany({
      where: { connectionId: id, organizationId, takenById: gateway.id },
      data: content
        ? { content, readAt: new Date(), problem: null }
        : { problem: problem ?? 'It could not be read' },
    })
    if (count === 0) throw new SallyportError('CONFLICT', 'This reading is not yours')
    await publish(tx, { topic: 'catalogue-read', organizationId, id })
  })
}

function parse(text: string): Prisma.InputJsonObject {
  try {
    return Content.parse(JSON.parse(text)) as Prisma.InputJsonObject
  } catch (cause) {
    throw new SallyportError('INVALID_INPUT', 'The catalogue cannot be read', { cause })
  }
}
