import { randomUUID } from 'node:crypto'
import type { Db, Prisma } from '@sallyport/db'
import { recordAudit } from '../audit/record-audit'
import type { Member, Services } from '../context'
import { FieldError } from '../errors'
import { orNameTaken } from '../name-taken'
import { orNotFound } from '../not-found'
import { assertReachable } from '../outside/reachable'
import type { CreateChannel, UpdateChannel } from './schema'
import { type ChannelSecret, createSigningSecret, openChannelSecret, sealChannelSecret } from './secret'
import { type ChannelItem, type ChannelSettings, toChannelItem } from './to-item'

type With = Pick<Services, 'db' | 'masterKey' | 'settings'>

export interface CreatedChannel extends ChannelItem {
  /** What its receiver checks signatures with: shown this once. */
  readonly signingSecret: string | null
}

export async function createChannel(
  services: With,
  member: Member,
  input: CreateChannel,
): Promise<CreatedChannel> {
  const id = randomUUID()
  const secret = withInput(input.kind === 'webhook' ? { signingSecret: createSigningSecret() } : {}, input)
  const item = await save(services, member, id, input, secret, 'create')
  return { ...item, signingSecret: secret.signingSecret ?? null }
}

/** A channel keeps its address and secrets unless others are given; its kind stays. */
export async function updateChannel(
  services: With,
  member: Member,
  input: UpdateChannel,
): Promise<ChannelItem> {
  const { id, kind } = input
  const where = { id, organizationId: member.organizationId, kind }
  const found = await services.db.notificationChannel.findFirst({ where, omit: { sealedSecret: false } })
  const before = openChannelSecret(services.masterKey, id, orNotFound(found, 'channel').sealedSecret)
  return save(services, member, id, input, withInput(before, input), 'update')
}

/** Makes a new signing secret; the old one signs nothing from now on. */
export async function rotateSigningSecret(
  services: With,
  member: Member,
  id: string,
): Promise<{ signingSecret: string }> {
  const { db, masterKey } = services
  const where = { id, organizationId: member.organizationId, kind: 'webhook' } as const
  const found = orNotFound(
    await db.notificationChannel.findFirst({ where, omit: { sealedSecret: false } }),
    'webhook',
  )
  const signingSecret = createSigningSecret()
  const secret = { ...openChannelSecret(masterKey, id, found.sealedSecret), signingSecret }
  await db.$transaction(async (tx) => {
    await tx.notificationChannel.update({
      where,
      data: { sealedSecret: sealChannelSecret(masterKey, id, secret) },
    })
    await recordAudit(tx, member, {
      action: 'notification-channel.rotate',
      subject: { type: 'notification-channel', id, name: found.name },
    })
  })
  return { signingSecret }
}

export async function removeChannel(db: Db, member: Member, id: string): Promise<void> {
  await db.$transaction(async (tx) => {
    const where = { id, organizationId: member.organizationId }
    const { name } = orNotFound(await tx.notificationChannel.findFirst({ where }), 'channel')
    await tx.notificationChannel.delete({ where })
    await recordAudit(tx, member, {
      action: 'notification-channel.remove',
      subject: { type: 'notification-channel', id, name },
    })
  })
}

function withInput(before: ChannelSecret, input: CreateChannel): ChannelSecret {
  if (input.kind === 'email')
    return { ...before, ...(input.password !== undefined && { password: input.password }) }
  return { ...before, ...(input.url !== undefined && { url: input.url }) }
}

async function save(
  { db, masterKey, settings: { allowedHosts } }: With,
  member: Member,
  id: string,
  input: CreateChannel,
  secret: ChannelSecret,
  action: 'create' | 'update',
): Promise<ChannelItem> {
  const settings = settingsOf(input, secret)
  await assertReachable(
    settings.server?.host ?? settings.host ?? '',
    allowedHosts,
    settings.server ? 'server' : 'url',
  )
  const { organizationId } = member
  const { kind, name, enabled, events, connections } = input
  const data = {
    name,
    enabled,
    events: [...events],
    connections: [...connections],
    settings: settings as Prisma.InputJsonObject,
    sealedSecret: sealChannelSecret(masterKey, id, secret),
  }
  const saving = db.$transaction(async (tx) => {
    const row =
      action === 'create'
        ? await tx.notificationChannel.create({ data: { ...data, id, kind, organizationId } })
        : await tx.notificationChannel.update({ where: { id, organizationId, kind }, data })
    await recordAudit(tx, member, {
      action: `notification-channel.${action}`,
      subject: { type: 'notification-channel', id, name },
      detail: { kind, enabled, events: [...events], connections: [...connections], settings: data.settings },
    })
    return toChannelItem(row)
  })
  return orNameTaken('a channel', name, saving)
}

function settingsOf(input: CreateChannel, { url }: ChannelSecret): ChannelSettings {
  if (input.kind === 'email') return { server: input.server }
  if (url === undefined) throw new FieldError('INVALID_INPUT', 'url', 'Give the address')
  return { host: new URL(url).host }
}
