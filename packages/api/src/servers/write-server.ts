import { randomUUID } from 'node:crypto'
import { SallyportError } from '@sallyport/core'
import { Prisma, type Tx } from '@sallyport/db'
import { seal } from '@sallyport/secrets'
import { changes } from '../audit/changes'
import { type Actor, recordAudit } from '../audit/record-audit'
import { assertHost } from '../connections/assert-host'
import { passwordContext } from '../connections/password-context'
import { renameInRules } from '../connections/rename-in-rules'
import { CONNECTION_INCLUDE, type ConnectionItem, toConnectionItem } from '../connections/to-item'
import type { Member, Services } from '../context'
import { FieldError } from '../errors'
import { orNameTaken } from '../name-taken'
import { orNotFound } from '../not-found'
import { may } from '../permissions'
import { policyChanged } from '../policy/changed'
import { type CreateServer, ToolServer, type UpdateServer } from './schema'

type Parts = Pick<Services, 'db' | 'masterKey' | 'settings'>

/** Registers an MCP server as a connection. None of its tools is offered until people have accepted it. */
export async function createServer(
  { db, masterKey, settings }: Parts,
  member: Member,
  input: CreateServer,
): Promise<ConnectionItem> {
  const { server, secrets = [], ...fields } = input
  await assertMayReach(member, server, settings.allowedHosts)
  const id = randomUUID() // known before the row is, since the secrets are sealed for it
  const change = db.$transaction(async (tx) => {
    const row = await tx.connection.create({
      data: {
        ...fields,
        ...toColumns(server),
        id,
        organizationId: member.organizationId,
        sealedPassword: sealSecrets(masterKey, id, secrets),
      },
      include: CONNECTION_INCLUDE,
    })
    await recordAudit(tx, member, {
      action: 'connection.create',
      subject: { type: 'connection', id, name: row.name },
      detail: { ...fields, server, secrets: secrets.map(({ name }) => name) },
    })
    return toConnectionItem(row)
  })
  return orNameTaken('a connection', input.name, change)
}

export async function updateServer(
  { db, masterKey, settings }: Parts,
  member: Member,
  { id, ...input }: UpdateServer,
): Promise<ConnectionItem> {
  const { organizationId } = member
  const { server, secrets, ...fields } = input
  await assertMayReach(member, server, settings.allowedHosts)
  const change = db.$transaction(async (tx) => {
    const where = { id, organizationId, protocol: 'mcp' }
    const before = orNotFound(await tx.connection.findFirst({ where }), 'connection')
    const known = ToolServer.parse(before.server)
    const isSame = isSamePlace(known, server)
    if (!secrets && !isSame) throw SECRETS_MISSING
    const row = await tx.connection.update({
      where: { id, organizationId },
      data: {
        ...fields,
        ...toColumns(server),
        ...(secrets && { sealedPassword: sealSecrets(masterKey, id, secrets) }),
      },
      include: CONNECTION_INCLUDE,
    })
    if (!isSame) await takeBackTools(tx, organizationId, id)
    if (before.name !== row.name) await rename(tx, member, before.name, row.name)
    await recordAudit(tx, member, {
      action: 'connection.update',
      subject: { type: 'connection', id, name: row.name },
      detail: {
        ...changes({ ...before }, fields),
        ...changes({ server: known }, { server }),
        secretsChanged: secrets !== undefined,
      },
    })
    return toConnectionItem(row)
  })
  return orNameTaken('a connection', input.name, change)
}

/** As lists show it, and as approvals are bound to it. */
function toColumns(server: ToolServer) {
  const base = { protocol: 'mcp', username: '', server: { ...server } }
  if (server.transport === 'stdio')
    return { ...base, host: server.command, port: 0, database: [server.command, ...server.args].join(' ') }
  const { hostname, port, protocol } = new URL(server.url)
  const usual = protocol === 'https:' ? 443 : 80
  return { ...base, host: hostname, port: Number(port || usual), database: server.url }
}

function sealSecrets(
  masterKey: Buffer,
  id: string,
  secrets: readonly { readonly name: string; readonly value: string }[],
) {
  const json = JSON.stringify(Object.fromEntries(secrets.map(({ name, value }) => [name, value])))
  return new Uint8Array(seal(masterKey, json, passwordContext(id)))
}

/** A program runs on the gateway's machine, so that it takes more than writing connections; the gateway decides as well. */
async function assertMayReach(member: Member, server: ToolServer, allowed: readonly string[]): Promise<void> {
  if (server.transport === 'http') {
    const { hostname } = new URL(server.url)
    return assertHost(hostname.replace(/^\[|\]$/g, ''), allowed, 'server.url')
  }
  if (may(member, 'connection:refer')) return
  throw new SallyportError('DENIED', `Your role (${member.role}) may not register programs`, {
    hint: 'Ask an admin to save the connection.',
  })
}

/** Stored secrets go only where they were meant to go. */
const SECRETS_MISSING = new FieldError(
  'INVALID_INPUT',
  'secrets',
  'Give the secrets again: they would go to another place',
)

function isSamePlace(stored: ToolServer, now: ToolServer): boolean {
  const place = (server: ToolServer) => {
    const { passesFiles: _, ...rest } = server
    return JSON.stringify(Object.entries(rest).toSorted(([one], [other]) => (one < other ? -1 : 1)))
  }
  return place(stored) === place(now)
}

/** What people accepted was what another server said. */
async function takeBackTools(tx: Tx, organizationId: string, connectionId: string): Promise<void> {
  const none = { accepted: Prisma.DbNull, acceptedHash: null, acceptedByName: null, acceptedAt: null }
  const { count } = await tx.serverTool.updateMany({ where: { connectionId, organizationId }, data: none })
  if (count > 0) await policyChanged(tx, organizationId)
}

/** Rules name tools by their connection: what they mean by the old name only people know. */
async function rename(tx: Tx, actor: Actor, from: string, to: string): Promise<void> {
  const { organizationId } = actor
  const rules = await tx.rule.findMany({ where: { organizationId } })
  const masking = await tx.maskingRule.findMany({ where: { organizationId } })
  const naming = [
    ...rules.filter(({ resources }) => resources.some((each) => each.startsWith(`${from}.`))),
    ...masking.filter(({ columns }) => columns.some((each) => each.startsWith(`${from}.`))),
  ].map(({ name }) => `"${name}"`)
  if (naming.length > 0)
    throw new SallyportError('CONFLICT', `${naming.join(', ')} would no longer apply to its tools`, {
      hint: 'Change what these rules name first.',
    })
  await renameInRules(tx, actor, from, to)
  await policyChanged(tx, organizationId)
}
