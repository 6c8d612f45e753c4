import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { findGateway } from '../sign-in/find-caller'
import { type Console, TestOrganization, testConsole } from '../testing/console'
import { CONNECTION } from '../testing/story'
import { enrol } from './enrol'
import { GatewayStatus, reportStatus } from './report-status'

let organization: TestOrganization
let admin: Console

beforeAll(async () => {
  organization = await TestOrganization.create(await testConsole())
  admin = organization.as(await organization.person('admin'))
})

describe('enrolment', () => {
  it('makes a gateway that is known by its credential', async () => {
    const { code } = await admin.gateways.offerEnrolment({ name: 'east' })
    const { credential, name } = await enrol(organization.db, { code })
    expect(name).toBe('east')
    expect(await findGateway(organization.db, credential)).toMatchObject({
      name: 'east',
      organizationId: organization.id,
    })
  })

  it('is good once, also for two that come at the same time', async () => {
    const { code } = await admin.gateways.offerEnrolment({ name: 'once' })
    const answers = await Promise.allSettled([1, 2, 3].map(() => enrol(organization.db, { code })))
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    await expect(enrol(organization.db, { code })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  })

  it('is good for an hour', async () => {
    const { code } = await admin.gateways.offerEnrolment({ name: 'late' })
    await organization.db.gatewayEnrolment.updateMany({
      where: { organizationId: organization.id, name: 'late' },
      data: { expiresAt: new Date() },
    })
    await expect(enrol(organization.db, { code })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  })

  it('takes no name that is taken', async () => {
    const { name } = await organization.gateway()
    await expect(admin.gateways.offerEnrolment({ name })).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  it('keeps neither the code nor the credential', async () => {
    const { code } = await admin.gateways.offerEnrolment({ name: 'quiet' })
    const { credential } = await enrol(organization.db, { code })
    const { db } = organization
    const rows = JSON.stringify(
      [await db.gatewayEnrolment.findMany(), await db.gateway.findMany(), await db.auditEvent.findMany()],
      (_, value) => (typeof value === 'bigint' ? String(value) : value),
    )
    expect(rows).not.toContain(code)
    expect(rows).not.toContain(credential)
  })
})

describe('a gateway', () => {
  it('says how much waits for the console', async () => {
    const gateway = await organization.gateway()
    const status = { version: '1', policyVersion: 1, liveSessions: [], spoolBytes: 5_000, spoolLagMs: 1_200 }
    await reportStatus(organization.db, gateway, status)
    const { items } = await admin.gateways.list()
    expect(items.find(({ id }) => id === gateway.id)).toMatchObject({
      online: true,
      spoolBytes: 5_000,
      spoolLagMs: 1_200,
    })
  })

  it('is not lost for a figure that makes no sense', () => {
    const status = { version: '1', policyVersion: 1, liveSessions: [], spoolBytes: -1, spoolLagMs: 1e12 }
    expect(GatewayStatus.parse(status)).toMatchObject({ spoolBytes: undefined, spoolLagMs: undefined })
  })

  it('that drains takes no new session, and does again afterwards', async () => {
    const gateway = await organization.gateway()
    const { name } = await admin.connections.create({ ...CONNECTION, name: `n-${randomUUID().slice(0, 8)}` })
    const agent = await organization.agent()
    const tokenId = await organization.token(agent.id)
    const open = () =>
      organization.as(gateway).gateway.openSession({
        sessionId: randomUUID(),
        subject: agent.id,
        tokenId,
        connection: name,
        protocol: 'postgres',
        clientAddress: '',
        clientApplication: '',
      })
    await admin.gateways.setDraining({ id: gateway.id, draining: true })
    await expect(open()).rejects.toThrow('takes no new sessions')
    await admin.gateways.setDraining({ id: gateway.id, draining: false })
    await expect(open()).resolves.toBeDefined()
  })

  it('that is revoked is unknown from then on', async () => {
    const { code } = await admin.gateways.offerEnrolment({ name: 'gone' })
    const { credential } = await enrol(organization.db, { code })
    const gateway = await findGateway(organization.db, credential)
    await admin.gateways.revoke({ id: gateway?.id ?? '' })
    expect(await findGateway(organization.db, credential)).toBeNull()
  })
})
