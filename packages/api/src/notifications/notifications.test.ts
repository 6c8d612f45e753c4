import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Member, Services } from '../context'
import { TestOrganization, testConsole } from '../testing/console'
import { openStory, request, type Story } from '../testing/story'
import { deliverNext } from './deliver'
import { signingKeyOf } from './secret'

interface Received {
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly path: string
}

let services: Services
let organization: TestOrganization
let story: Story
let approver: Member
let receiver: ReturnType<typeof createServer>
let mailServer: SMTPServer
const received: Received[] = []
const mails: { readonly to: string[]; readonly text: string }[] = []
/** What the receiver answers next. */
let status = 200
let mailRefusal: Error | null = null

beforeAll(async () => {
  const console = await testConsole()
  services = { ...console, settings: { ...console.settings, allowedHosts: ['127.0.0.1'] } }
  organization = await TestOrganization.create(services)
  story = await openStory(organization)
  approver = await organization.person('approver')
  receiver = createServer((incoming, answer) => {
    let body = ''
    incoming.setEncoding('utf8').on('data', (text: string) => {
      body += text
    })
    incoming.on('end', () => {
      received.push({ headers: incoming.headers, body, path: incoming.url ?? '' })
      answer.writeHead(status, status === 302 ? { location: 'http://127.0.0.1:1/' } : {}).end('thanks')
    })
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  mailServer = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, session, done) {
      let text = ''
      stream.setEncoding('utf8').on('data', (part: string) => {
        text += part
      })
      stream.on('end', () => {
        if (!mailRefusal) mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), text })
        done(mailRefusal)
      })
    },
  })
  await new Promise<void>((resolve) => mailServer.listen(0, '127.0.0.1', resolve))
})

afterAll(async () => {
  receiver.close()
  await new Promise<void>((resolve) => mailServer.close(resolve))
})

beforeEach(async () => {
  received.length = 0
  mails.length = 0
  status = 200
  mailRefusal = null
  await services.db.notificationChannel.deleteMany({ where: { organizationId: organization.id } })
})

const url = (path = '/hook') => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}${path}`
const api = () => organization.as(story.admin).notifications
const EVENTS = ['approval.requested', 'approval.settled', 'access.requested', 'access.settled'] as const
const webhook = (what: object = {}) =>
  api().create({ kind: 'webhook', name: 'hook', events: [...EVENTS], url: url(), ...what })
const server = (what: object = {}) => ({
  host: '127.0.0.1',
  port: (mailServer.server.address() as AddressInfo).port,
  security: 'none' as const,
  from: 'sallyport@example.com',
  ...what,
})
async function deliverAllDue(now = new Date()): Promise<number> {
  let count = 0
  while (await deliverNext(services, now)) count++
  return count
}
const deliveries = async (channelId: string) => (await api().deliveries({ channelId })).items

describe('a webhook', () => {
  it('is told of a request and of its answer, signed, and never of the statement', async () => {
    const { signingSecret, id } = await webhook()
    const asked = await request(story, "delete from people where ssn = '078-05-1120'")
    await organization.as(approver).approvals.decide({ id: asked.id, verdict: 'approved' })
    expect(await deliverAllDue()).toBe(2)
    expect(received).toHaveLength(2)
    const [first] = received
    const {
      'webhook-id': messageId,
      'webhook-timestamp': timestamp,
      'webhook-signature': signature,
    } = first?.headers ?? {}
    const expected = createHmac('sha256', signingKeyOf(signingSecret ?? ''))
      .update(`${String(messageId)}.${String(timestamp)}.${first?.body}`)
      .digest('base64')
    expect(signature).toBe(`v1,${expected}`)
    expect(Math.abs(Number(timestamp) - Date.now() / 1_000)).toBeLessThan(60)
    const bodies = received.map(({ body }) => JSON.parse(body) as { type: string; data: object })
    expect(bodies.map(({ type }) => type).sort()).toEqual(['approval.requested', 'approval.settled'])
    expect(bodies[0]?.data).toMatchObject({
      id: asked.id,
      requester: story.agent.name,
      effects: ['drop shop.public.orders'],
      url: `http://localhost:3000/approvals/${asked.id}`,
    })
    expect(received.map(({ body }) => body).join()).not.toContain('078-05')
    expect(await deliveries(id)).toMatchObject([
      { status: 'delivered', attempts: 1, outcome: 'answered 200' },
      { status: 'delivered', attempts: 1, outcome: 'answered 200' },
    ])
  })

  it.each([500, 404, 302])(
    'that answers %d is tried again, later each time, and given up at last',
    async (code) => {
      status = code
      const { id } = await webhook({ events: ['approval.requested'] })
      await request(story)
      let now = new Date()
      const waits: number[] = []
      for (let attempt = 1; attempt <= 8; attempt++) {
        expect(await deliverNext(services, now)).toBe(true)
        expect(await deliverNext(services, now)).toBe(false) // not before it is due
        const [delivery] = await deliveries(id)
        expect(delivery).toMatchObject({ attempts: attempt, outcome: `it answered ${code}` })
        if (delivery?.status === 'failed') break
        waits.push((delivery?.dueAt.getTime() ?? 0) - now.getTime())
        now = delivery?.dueAt ?? now
      }
      expect(waits).toEqual([...waits].sort((a, b) => a - b))
      expect(waits).toHaveLength(7)
      expect(await deliveries(id)).toMatchObject([{ status: 'failed', attempts: 8 }])
      expect(received).toHaveLength(8)
      expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1)

      status = 200
      const [failed] = await deliveries(id)
      await api().sendAgain({ id: failed?.id ?? '' })
      await deliverAllDue()
      expect(await deliveries(id)).toMatchObject([{ status: 'delivered' }])
      await expect(api().sendAgain({ id: failed?.id ?? '' })).rejects.toThrow('given up')
    },
  )

  it('is sent to once, also by several consoles at the same time', async () => {
    await webhook({ events: ['approval.requested'] })
    for (let count = 0; count < 5; count++) await request(story)
    await Promise.all(Array.from({ length: 4 }, () => deliverAllDue()))
    const ids = received.map(({ headers }) => headers['webhook-id'])
    expect(ids).toHaveLength(5)
    expect(new Set(ids).size).toBe(5)
  })

  it('hears nothing of what it did not ask for, nor when it is switched off', async () => {
    await webhook({ name: 'elsewhere', connections: ['other-*'] })
    await webhook({ name: 'access only', events: ['access.requested'] })
    await webhook({ name: 'off', enabled: false })
    await request(story)
    expect(await deliverAllDue()).toBe(0)
  })

  it('hears nothing of what did not happen', async () => {
    await webhook()
    const asked = await request(story)
    await deliverAllDue()
    await expect(
      organization.as(story.owner).approvals.decide({ id: asked.id, verdict: 'approved' }),
    ).rejects.toThrow()
    expect(await deliverAllDue()).toBe(0)
  })

  it('keeps its address and its secret to itself', async () => {
    const { id, signingSecret } = await webhook({ url: url('/path-with-a-secret') })
    await api().update({ id, kind: 'webhook', name: 'renamed', events: ['approval.requested'] })
    const shown = JSON.stringify([
      await api().list(),
      await api().get({ id }),
      await organization.as(story.admin).audit.list({}),
    ])
    expect(shown).not.toContain('path-with-a-secret')
    expect(shown).not.toContain(signingSecret)
    await request(story)
    await deliverAllDue()
    expect(received).toMatchObject([{ path: '/path-with-a-secret' }])
    const row = await services.db.notificationChannel.findUniqueOrThrow({
      where: { id },
      omit: { sealedSecret: false },
    })
    expect(Buffer.from(row.sealedSecret).toString('latin1')).not.toContain('path-with-a-secret')
  })

  it('signs with the new secret once it was changed', async () => {
    const { id, signingSecret } = await webhook()
    const rotated = await api().rotateSecret({ id })
    expect(rotated.signingSecret).not.toBe(signingSecret)
    await api().test({ id })
    await deliverAllDue()
    const { headers, body } = received[0] ?? { headers: {} as IncomingHttpHeaders, body: '' }
    const mac = createHmac('sha256', signingKeyOf(rotated.signingSecret))
    const expected = mac
      .update(`${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`)
      .digest('base64')
    expect(headers['webhook-signature']).toBe(`v1,${expected}`)
    expect(JSON.parse(body)).toMatchObject({ type: 'test' })
  })

  it('does not keep others waiting when nobody answers there', async () => {
    const { id } = await webhook({ name: 'dead', url: 'http://127.0.0.1:1/' })
    await api().test({ id })
    await deliverAllDue()
    expect(await deliveries(id)).toMatchObject([{ status: 'queued', attempts: 1, outcome: 'ECONNREFUSED' }])
  })
})

describe('an address', () => {
  const guarded = () => organizationWith([])
  function organizationWith(allowedHosts: readonly string[]) {
    const settings = { ...services.settings, allowedHosts }
    return { ...services, settings }
  }

  it.each([
    'http://127.0.0.1/x',
    'http://localhost/x',
    'http://2130706433/x',
    'http://0x7f.1/x',
    'http://[::1]/x',
    'http://[::ffff:127.0.0.1]/x',
    'http://169.254.169.254/latest/meta-data',
    'http://[fd00:ec2::254]/x',
    'http://10.0.0.1/x',
    'http://192.168.1.1/x',
    'http://0.0.0.0/x',
    'http://100.64.0.1/x',
  ])('inside of the network is refused when it is saved, and when it is sent to: %s', async (address) => {
    const { createCaller } = await import('../router')
    const strict = createCaller({ ...guarded(), caller: story.admin })
    const saving = strict.notifications.create({
      kind: 'slack',
      name: 'x',
      events: ['approval.requested'],
      url: address,
    })
    await expect(saving).rejects.toThrow('private network')

    // As if it had been saved when the name led elsewhere.
    const { host } = new URL(address)
    const bare = host.replace(/^\[|\]$/g, '')
    const lenient = createCaller({ ...organizationWith([bare, host]), caller: story.admin })
    const { id } = await lenient.notifications.create({
      kind: 'slack',
      name: `y ${address}`,
      events: ['approval.requested'],
      url: address,
    })
    await lenient.notifications.test({ id })
    while (await deliverNext(guarded())) continue
    const [delivery] = (await lenient.notifications.deliveries({ channelId: id })).items
    expect(delivery).toMatchObject({ status: 'queued', outcome: expect.stringContaining('private network') })
  })

  it.each(['ftp://example.com/x', 'file:///etc/passwd', 'https://user:secret@example.com/', 'nonsense'])(
    'is http or https without a password: not %s',
    async (address) => {
      await expect(webhook({ url: address })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    },
  )
})

describe('a chat', () => {
  it('is told with a button that only opens the request, and names are no links', async () => {
    await api().create({
      kind: 'slack',
      name: 'ops',
      events: ['access.requested'],
      url: url('/services/T/B/x'),
    })
    const { name } = await organization.as(story.admin).connections.get({ id: story.connectionId })
    const reason = '<!channel> *now* <http://evil|click> & go'
    const { id } = await organization.as(story.owner).access.request({ connection: name, reason })
    await deliverAllDue()
    const body = JSON.parse(received[0]?.body ?? '{}') as { blocks: { text?: { text: string } }[] }
    expect(body.blocks[0]?.text?.text).toContain('&lt;!channel&gt;')
    expect(body.blocks[0]?.text?.text).not.toMatch(/<!channel>|<http/)
    expect(JSON.stringify(body.blocks[1])).toContain(`http://localhost:3000/approvals/${id}`)
    expect(await organization.db.approval.findUniqueOrThrow({ where: { id } })).toMatchObject({
      status: 'pending',
    })
  })
})

describe('e-mail', () => {
  const email = (what: object = {}) =>
    api().create({ kind: 'email', name: 'mail', events: ['approval.requested'], server: server(), ...what })

  it('goes to whoever can answer the request, and to nobody else', async () => {
    const [dba, other] = [
      await organization.person('approver', ['dba']),
      await organization.person('approver'),
    ]
    const own = await openStory(organization, { requirements: [{ group: 'dba', count: 1 }] })
    await email()
    const { id } = await request(own)
    await deliverAllDue()
    expect(mails).toHaveLength(1)
    expect(mails[0]?.to).toEqual([dba.email])
    expect(mails[0]?.to).not.toContain(other.email)
    expect(mails[0]?.text).toContain(`/approvals/${id}`)
    expect(mails[0]?.text).not.toContain('DROP TABLE orders')
  })

  it('goes to the recipients that were named, and is tried again when it is refused', async () => {
    const { id } = await email({ server: server({ to: ['ops@example.com'] }) })
    mailRefusal = Object.assign(new Error('greylisted: try later'), { responseCode: 451 })
    await request(story)
    await deliverAllDue()
    expect(await deliveries(id)).toMatchObject([
      { status: 'queued', outcome: expect.stringContaining('451') },
    ])
    mailRefusal = null
    const [delivery] = await deliveries(id)
    await deliverAllDue(delivery?.dueAt)
    expect(mails).toMatchObject([{ to: ['ops@example.com'] }])
  })

  it('never sends a password without TLS', async () => {
    const { id } = await email({
      server: server({ username: 'me', to: ['a@example.com'] }),
      password: 'hunter22',
    })
    await api().test({ id })
    await deliverAllDue()
    expect(mails).toEqual([])
    expect(await deliveries(id)).toMatchObject([{ outcome: expect.stringContaining('without TLS') }])
    expect(JSON.stringify(await api().get({ id }))).not.toContain('hunter22')
  })

  it('carries no header that a name could smuggle in', async () => {
    await email({ server: server({ to: ['ops@example.com'] }) })
    const asked = await request(story)
    await organization.db.approval.update({
      where: { id: asked.id },
      data: { requesterName: 'eve\r\nBcc: victim@example.com' },
    })
    await deliverAllDue()
    expect(mails[0]?.to).toEqual(['ops@example.com'])
    expect(mails[0]?.text.split('\r\n\r\n')[0]).not.toMatch(/^Bcc:/m)
  })
})

describe('a link in a message', () => {
  it('answers nothing: deciding is a mutation, for a person who is signed in', async () => {
    const { procedures } = await import('../testing/procedures')
    const decide = procedures().find(([path]) => path === 'approvals.decide')?.[1]
    expect(decide?._def.type).toBe('mutation')
    const asked = await request(story)
    await organization.as(approver).approvals.get({ id: asked.id })
    expect(await organization.as(approver).approvals.get({ id: asked.id })).toMatchObject({
      status: 'pending',
    })
  })
})
