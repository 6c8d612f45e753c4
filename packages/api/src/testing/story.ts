import { createHash, randomUUID } from 'node:crypto'
import type { ApproverRequirement } from '@sallyport/core'
import type { GatewayCaller, Member } from '../context'
import type { TestOrganization } from './console'

export const CONNECTION = {
  host: '127.0.0.1',
  port: 5432,
  database: 'shop',
  username: 'shop_app',
  password: 'a password of the target',
  tlsMode: 'disable',
} as const

export interface Story {
  readonly organization: TestOrganization
  readonly gateway: GatewayCaller
  readonly admin: Member
  readonly agent: Member
  readonly owner: Member
  readonly connectionId: string
  readonly ruleId: string
  readonly sessionId: string
}

/** An agent in an open session, and a rule that holds what it is about to do. */
export async function openStory(
  organization: TestOrganization,
  {
    requirements = [],
    holdSeconds = 600,
  }: { requirements?: readonly ApproverRequirement[]; holdSeconds?: number } = {},
): Promise<Story> {
  const [admin, owner, gateway] = await Promise.all([
    organization.person('admin'),
    organization.person('engineer'),
    organization.gateway(),
  ])
  const agent = await organization.agent(owner.id)
  await organization.groups(requirements.flatMap(({ group }) => group ?? []))
  const console = organization.as(admin)
  const name = `shop-${randomUUID().slice(0, 8)}`
  const { id: connectionId } = await console.connections.create({ ...CONNECTION, name })
  const { id: ruleId } = await console.rules.create({
    name: `hold ${randomUUID()}`,
    verbs: ['drop'],
    effect: 'hold',
    requirements: [...requirements],
    holdSeconds,
  })
  const story = { organization, gateway, admin, agent, owner, connectionId, ruleId, sessionId: randomUUID() }
  await openSession(story)
  return story
}

/** The same agent in another session of the same connection. */
export async function reconnect(story: Story): Promise<Story> {
  const again = { ...story, sessionId: randomUUID() }
  await openSession(again)
  return again
}

async function openSession(story: Story): Promise<void> {
  const { organization, gateway, agent, sessionId, connectionId: id } = story
  const { name: connection } = await organization.as(story.admin).connections.get({ id })
  await organization.as(gateway).gateway.openSession({
    sessionId,
    subject: agent.id,
    tokenId: await organization.token(agent.id),
    connection,
    protocol: 'postgres',
    clientAddress: '127.0.0.1',
    clientApplication: 'psql',
  })
}

export function digestOf(statement: string): string {
  return createHash('sha256').update(statement).digest('hex')
}

/** Has the gateway ask for an answer to the statement. */
export async function request(
  { organization, gateway, sessionId, ruleId }: Story,
  statement = `DROP TABLE orders -- ${randomUUID()}`,
  more: { isInTransaction?: boolean; shape?: { text: string; digest: string } } = {},
) {
  const digest = digestOf(statement)
  const approval = await organization.as(gateway).gateway.requestApproval({
    sessionId,
    statementNumber: 1,
    statement,
    parameters: [],
    operations: [{ verb: 'drop', resource: 'shop.public.orders', conditions: [] }],
    digest,
    ruleId,
    ...more,
  })
  return { ...approval, digest }
}

/** Moves a request's end into the past. */
export async function makeDue({ organization }: Story, id: string): Promise<void> {
  await organization.db.approval.update({ where: { id }, data: { expiresAt: new Date(Date.now() - 1) } })
}
