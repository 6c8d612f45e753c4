import { SallyportError, type ServedTools } from '@sallyport/core'
import { type Db, Prisma, type Tx } from '@sallyport/db'
import { recordAudit } from '../audit/record-audit'
import { requestReading } from '../catalogues/read-catalogue'
import type { Member, Services } from '../context'
import { orNotFound } from '../not-found'
import { policyChanged } from '../policy/changed'
import { type AcceptTools, ToolDefinitionJson, type WithdrawTool } from './schema'

export const TOOL_STATES = ['new', 'changed', 'accepted', 'gone'] as const
export type ToolState = (typeof TOOL_STATES)[number]

/** A tool, as it is and as it was accepted. */
export interface ToolItem {
  readonly name: string
  readonly state: ToolState
  readonly offered: ReturnType<typeof ToolDefinitionJson.parse> | null
  readonly offeredHash: string | null
  readonly accepted: ReturnType<typeof ToolDefinitionJson.parse> | null
  readonly acceptedBy: string | null
  readonly acceptedAt: Date | null
}

export interface ToolList {
  readonly items: readonly ToolItem[]
  /** When a gateway read them last; null: never. */
  readonly readAt: Date | null
  /** Why that did not work. */
  readonly problem: string | null
}

/** The tools of a server: those that need a look first. */
export async function listTools(db: Db, organizationId: string, id: string): Promise<ToolList> {
  const where = { id, organizationId, protocol: 'mcp' }
  const found = await db.connection.findFirst({
    where,
    select: {
      tools: { orderBy: { name: 'asc' } },
      catalogue: { select: { readAt: true, problem: true } },
    },
  })
  const { tools, catalogue } = orNotFound(found, 'connection')
  const items = tools.map(toItem)
  const order = (item: ToolItem) => TOOL_STATES.indexOf(item.state)
  return {
    items: items.sort((one, other) => order(one) - order(other)),
    readAt: catalogue?.readAt ?? null,
    problem: catalogue?.problem ?? null,
  }
}

type Row = Prisma.ServerToolGetPayload<object>

function toItem({
  name,
  offered,
  offeredHash,
  accepted,
  acceptedHash,
  acceptedByName,
  acceptedAt,
}: Row): ToolItem {
  return {
    name,
    state: stateOf({ offeredHash, acceptedHash }),
    offered: offered === null ? null : ToolDefinitionJson.parse(offered),
    offeredHash,
    accepted: accepted === null ? null : ToolDefinitionJson.parse(accepted),
    acceptedBy: acceptedByName,
    acceptedAt,
  }
}

type Hashes = Pick<Row, 'offeredHash' | 'acceptedHash'>

export function stateOf({ offeredHash, acceptedHash }: Hashes): ToolState {
  if (offeredHash === null) return 'gone'
  if (acceptedHash === null) return 'new'
  return offeredHash === acceptedHash ? 'accepted' : 'changed'
}

/** Has a gateway read them now. */
export async function refreshTools(
  services: Pick<Services, 'db' | 'live'>,
  { organizationId }: Member,
  id: string,
): Promise<ToolList> {
  const where = { id, organizationId, protocol: 'mcp' }
  orNotFound(await services.db.connection.findFirst({ where, select: { id: true } }), 'connection')
  const row = await requestReading(services, organizationId, id)
  const list = await listTools(services.db, organizationId, id)
  return row ? list : { ...list, problem: 'No gateway answered: check that one is online' }
}

/** From now on agents see these tools as they are described now, and may call them as rules say. */
export async function acceptTools(db: Db, member: Member, { id, tools }: AcceptTools): Promise<void> {
  const { organizationId } = member
  await db.$transaction(async (tx) => {
    const name = await lockServer(tx, organizationId, id)
    for (const { name: tool, hash } of tools) {
      const where = { connectionId: id, organizationId, name: tool }
      const row = orNotFound(await tx.serverTool.findFirst({ where }), 'tool')
      if (row.offeredHash !== hash || row.offered === null)
        throw new SallyportError('CONFLICT', `The tool "${tool}" has changed meanwhile`, {
          hint: 'Look at it again.',
        })
      await tx.serverTool.update({
        where: { connectionId_name: { connectionId: id, name: tool }, organizationId },
        data: {
          accepted: row.offered,
          acceptedHash: hash,
          acceptedByName: member.name,
          acceptedAt: new Date(),
        },
      })
    }
    await recordAudit(tx, member, {
      action: 'connection.accept-tools',
      subject: { type: 'connection', id, name },
      detail: { tools: tools.map((tool) => ({ ...tool })) },
    })
    await policyChanged(tx, organizationId)
  })
}

/** Agents are not offered it any more. */
export async function withdrawTool(db: Db, member: Member, { id, name: tool }: WithdrawTool): Promise<void> {
  const { organizationId } = member
  await db.$transaction(async (tx) => {
    const name = await lockServer(tx, organizationId, id)
    const where = { connectionId: id, organizationId, name: tool }
    const row = orNotFound(await tx.serverTool.findFirst({ where }), 'tool')
    if (row.offeredHash === null) await tx.serverTool.deleteMany({ where })
    else
      await tx.serverTool.updateMany({
        where,
        data: { accepted: Prisma.DbNull, acceptedHash: null, acceptedByName: null, acceptedAt: null },
      })
    await recordAudit(tx, member, {
      action: 'connection.withdraw-tool',
      subject: { type: 'connection', id, name },
      detail: { tool },
    })
    await policyChanged(tx, organizationId)
  })
}

/** What gateways offer: accepted, and still described as it was then. */
export async function servedTools(tx: Tx, organizationId: string): Promise<ServedTools[]> {
  const rows = await tx.serverTool.findMany({
    where: { organizationId, acceptedHash: { not: null }, connection: { closedAt: null } },
    include: { connection: { select: { name: true } } },
    orderBy: [{ connectionId: 'asc' }, { name: 'asc' }],
  })
  const byConnection = new Map<
    string,
    { hash: string; definition: ReturnType<typeof ToolDefinitionJson.parse> }[]
  >()
  for (const { connection, accepted, acceptedHash: hash, offeredHash } of rows) {
    if (hash === null || offeredHash !== hash) continue
    const tools = byConnection.get(connection.name) ?? []
    byConnection.set(connection.name, tools)
    tools.push({ hash, definition: ToolDefinitionJson.parse(accepted) })
  }
  return [...byConnection].map(([connection, tools]) => ({ connection, tools }))
}

/** One change of a server's tools after the other. Answers the connection's name. */
export async function lockServer(tx: Tx, organizationId: string, id: string): Promise<string> {
  await tx.$queryRaw`SELECT 1 FROM "Connection" WHERE id = ${id}::uuid FOR UPDATE`
  const where = { id, organizationId, protocol: 'mcp' }
  const found = await tx.connection.findFirst({ where, select: { name: true } })
  return orNotFound(found, 'connection').name
}
