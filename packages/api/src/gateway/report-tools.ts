import { SallyportError } from '@sallyport/core'
import { type Db, Prisma, type Tx } from '@sallyport/db'
import { recordAudit } from '../audit/record-audit'
import type { GatewayCaller } from '../context'
import { publish } from '../live/publish'
import { policyChanged } from '../policy/changed'
import { PinnedTools } from '../servers/schema'
import { lockServer, stateOf } from '../servers/tools'
import type { ReportTools } from './schema'

/**
 * Keeps how a server describes its tools now, or why it could not be asked. What is new, or not described any more as
 * people accepted it, waits for them: the audit log says so, and gateways do not offer it.
 */
export async function reportTools(
  db: Db,
  gateway: GatewayCaller,
  { id, tools, problem }: ReportTools,
): Promise<void> {
  const { organizationId } = gateway
  const pinned = tools === null ? null : parse(tools)
  await db.$transaction(async (tx) => {
    const name = await lockServer(tx, organizationId, id)
    if (pinned) {
      const differences = await keep(tx, organizationId, id, pinned)
      if (Object.values(differences).some((names) => names.length > 0)) {
        await recordAudit(tx, gateway, {
          action: 'connection.tools-changed',
          subject: { type: 'connection', id, name },
          detail: differences,
        })
        await policyChanged(tx, organizationId)
      }
    }
    const read = pinned
      ? { readAt: new Date(), problem: problem ?? null }
      : { problem: problem ?? 'It could not be read' }
    await tx.connectionCatalogue.upsert({
      where: { connectionId: id },
      create: { connectionId: id, organizationId, ...read },
      update: read,
    })
    await publish(tx, { topic: 'catalogue-read', organizationId, id })
  })
}

async function keep(tx: Tx, organizationId: string, connectionId: string, tools: PinnedTools) {
  const rows = await tx.serverTool.findMany({ where: { connectionId, organizationId } })
  const before = new Map(rows.map((row) => [row.name, row]))
  const now = new Set(tools.map(({ definition }) => definition.name))
  const differing = tools.filter(({ hash, definition }) => before.get(definition.name)?.offeredHash !== hash)
  for (const { hash, definition } of differing) {
    const { name } = definition
    const offered = {
      offered: definition as unknown as Prisma.InputJsonObject,
      offeredHash: hash,
      offeredAt: new Date(),
    }
    await tx.serverTool.upsert({
      where: { connectionId_name: { connectionId, name } },
      create: { connectionId, organizationId, name, ...offered },
      update: offered,
    })
  }
  const gone = rows.filter(({ name, offeredHash }) => offeredHash !== null && !now.has(name))
  await tx.serverTool.updateMany({
    where: { connectionId, organizationId, name: { in: gone.map(({ name }) => name) } },
    data: { offered: Prisma.DbNull, offeredHash: null },
  })
  await tx.serverTool.deleteMany({
    where: { connectionId, organizationId, offeredHash: null, acceptedHash: null },
  })
  const named = (state: string) =>
    differing.flatMap(({ hash, definition: { name } }) => {
      const acceptedHash = before.get(name)?.acceptedHash ?? null
      return stateOf({ offeredHash: hash, acceptedHash }) === state ? name : []
    })
  return {
    new: named('new'),
    changed: named('changed'),
    back: named('accepted'),
    gone: gone.map(({ name }) => name),
  }
}

function parse(text: string): PinnedTools {
  try {
    return PinnedTools.parse(JSON.parse(text))
  } catch (cause) {
    throw new SallyportError('INVALID_INPUT', 'The tools cannot be read', { cause })
  }
}
