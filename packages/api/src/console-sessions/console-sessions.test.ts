import { randomUUID } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import type { Member, Services } from '../context'
import { findCaller } from '../sign-in/find-caller'
import { startConsoleSession } from '../sign-in/start-console-session'
import { TestOrganization, testConsole } from '../testing/console'

let services: Services
let organization: TestOrganization
let engineer: Member
let other: Member

beforeAll(async () => {
  services = await testConsole()
  organization = await TestOrganization.create(services)
  engineer = await organization.person('engineer')
  other = await organization.person('engineer')
})

const begin = (who: Member) =>
  startConsoleSession(services.db, { ...who, organizationId: organization.id }, 'password', {
    address: '192.0.2.9',
    userAgent: 'A browser',
  })
const counts = (consoleSessionId: string) =>
  findCaller(services.db, services.settings, { authorization: null, consoleSessionId })

it('shows somebody where they are signed in, and which of it is here', async () => {
  const { consoleSessionId } = await begin(engineer)
  await begin(engineer)
  await counts(consoleSessionId)
  const api = organization.as({ ...engineer, consoleSessionId })
  const { items } = await api.consoleSessions.list({ identityId: engineer.id })
  expect(items).toHaveLength(2)
  expect(items.find(({ isThis }) => isThis)).toMatchObject({
    id: consoleSessionId,
    address: '192.0.2.9',
    userAgent: 'A browser',
    method: 'password',
    lastSeenAt: expect.any(Date),
  })
})

it('ends one, wherever it is', async () => {
  const { consoleSessionId } = await begin(engineer)
  await organization.as(engineer).consoleSessions.end({ id: consoleSessionId })
  expect(await counts(consoleSessionId)).toBeNull()
  await expect(organization.as(engineer).consoleSessions.end({ id: consoleSessionId })).rejects.toMatchObject(
    {
      code: 'NOT_FOUND',
    },
  )
})

it('is not shown to others, and not ended by them, but for who manages people', async () => {
  const { consoleSessionId: id } = await begin(engineer)
  expect(await organization.as(other).consoleSessions.list({ identityId: engineer.id })).toEqual({
    items: [],
  })
  await expect(organization.as(other).consoleSessions.end({ id })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
  const stranger = await TestOrganization.create(services)
  const foreign = stranger.as(await stranger.person('admin'))
  expect(await foreign.consoleSessions.list({ identityId: engineer.id })).toEqual({ items: [] })
  await expect(foreign.consoleSessions.end({ id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await organization.as(await organization.person('admin')).consoleSessions.end({ id })
  expect(await counts(id)).toBeNull()
})

it('is not ended by a token that reads, not even an admin’s', async () => {
  const { consoleSessionId: id } = await begin(engineer)
  const admin = await organization.person('admin')
  const bearer = organization.as({ ...admin, consoleSessionId: null, tokenScope: 'read' })
  await expect(bearer.consoleSessions.end({ id })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  expect(await bearer.consoleSessions.list({ identityId: engineer.id })).toEqual({ items: [] })
  expect(await counts(id)).toBeTruthy()
})

it('knows no sign-in of nobody', async () => {
  await expect(organization.as(engineer).consoleSessions.end({ id: randomUUID() })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
})
