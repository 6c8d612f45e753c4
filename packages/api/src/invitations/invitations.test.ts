import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Member, Services } from '../context'
import { BackOff } from '../sign-in/back-off'
import { signInWithOidc } from '../sign-in/sign-in-with-oidc'
import { signInWithPassword } from '../sign-in/sign-in-with-password'
import { TestOrganization, testConsole } from '../testing/console'
import { acceptInvitation, openInvitation } from './accept-invitation'

const PASSWORD = 'a password of one’s own'
const FROM = { address: '192.0.2.1' }
const GONE = { code: 'UNAUTHENTICATED', message: 'This invitation is used, taken back, or out of time' }

let services: Services
let organization: TestOrganization
let admin: Member

beforeAll(async () => {
  const console = await testConsole()
  services = { ...console, settings: { ...console.settings, allowedHosts: ['127.0.0.1'] } }
})
beforeEach(async () => {
  organization = await TestOrganization.create(services)
  admin = await organization.person('admin')
  await organization.groups(['readers', 'leads'])
})

let count = 0
async function invite(groups: readonly string[] = ['readers']) {
  count += 1
  const email = `new-${count}@example.com`
  const made = await organization
    .as(admin)
    .invitations.create({ name: `New ${count}`, email, role: 'reviewer', groups })
  return { ...made, email, code: codeOf(made.link) }
}
const codeOf = (link: string) => new URL(link).hash.slice(1)
const accept = (code: string) => acceptInvitation(services.db, { code, password: PASSWORD })
const signIn = (email: string) =>
  signInWithPassword(services.db, new BackOff(), { email, password: PASSWORD }, FROM)
const personOf = (email: string) =>
  services.db.identity.findFirst({ where: { email }, include: { groups: { select: { name: true } } } })

describe('an invitation', () => {
  it('lets in whoever has its link, with the role and the groups that the admin chose', async () => {
    const { code, email } = await invite()
    expect(await openInvitation(services.db, { code })).toMatchObject({ email, invitedByName: admin.name })
    expect(await personOf(email)).toBeNull()
    await accept(code)
    await signIn(email)
    expect(await personOf(email)).toMatchObject({ role: 'reviewer', groups: [{ name: 'readers' }] })
    expect((await organization.as(admin).invitations.list()).items).toEqual([])
  })

  it('is good once, also for two at the same moment', async () => {
    const { code } = await invite()
    const settled = await Promise.allSettled(Array.from({ length: 4 }, () => accept(code)))
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    await expect(accept(code)).rejects.toMatchObject(GONE)
  })

  it('says the same of a link that is used, taken back, replaced, out of time or never made', async () => {
    const revoked = await invite()
    await organization.as(admin).invitations.revoke({ id: revoked.id })
    const replaced = await invite()
    const again = await organization.as(admin).invitations.resend({ id: replaced.id })
    const late = await invite()
    await services.db.invitation.update({ where: { id: late.id }, data: { expiresAt: new Date() } })
    const never = `sp_invite_${'A'.repeat(43)}`
    for (const code of [revoked.code, replaced.code, late.code, never]) {
      await expect(openInvitation(services.db, { code })).rejects.toMatchObject(GONE)
      await expect(accept(code)).rejects.toMatchObject(GONE)
    }
    expect(await accept(codeOf(again.link))).toEqual({ email: replaced.email })
  })

  it('keeps no code: not in its row, its list or the audit log', async () => {
    const { code } = await invite()
    const { db, id: organizationId } = organization
    const kept = JSON.stringify([
      await db.invitation.findMany({ where: { organizationId }, omit: { codeHash: false } }),
      await organization.as(admin).invitations.list(),
      await db.auditEvent.findMany({ where: { organizationId } }),
    ])
    expect(kept).not.toContain(code.slice(10))
  })

  it('says which field is wrong: somebody is there, or invited, already', async () => {
    const { email } = await invite()
    const person = { name: 'Somebody', role: 'engineer' } as const
    const create = organization.as(admin).invitations.create
    await expect(create({ ...person, email })).rejects.toThrow('is invited already')
    await expect(create({ ...person, email: admin.email ?? '' })).rejects.toThrow('somebody with the e-mail')
    await expect(create({ ...person, email: 'x@example.com', groups: ['none'] })).rejects.toThrow(
      'no group named none',
    )
  })

  it('leaves out a group that was removed meanwhile', async () => {
    const { code, email } = await invite(['readers', 'leads'])
    const { items } = await organization.as(admin).groups.list()
    await organization.as(admin).groups.remove({ id: items.find(({ name }) => name === 'leads')?.id ?? '' })
    await accept(code)
    expect(await personOf(email)).toMatchObject({ groups: [{ name: 'readers' }] })
  })

  it('lets in whom the identity provider knows by the e-mail, once it is verified', async () => {
    const { code, email } = await invite()
    const oidc = (verified: boolean) =>
      signInWithOidc(services.db, { email: email.toUpperCase(), email_verified: verified }, FROM)
    await expect(oidc(false)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
    expect(await personOf(email)).toBeNull()
    expect(await oidc(true)).toMatchObject({ email })
    await expect(accept(code)).rejects.toMatchObject(GONE)
  })

  it('does not let in again, by the provider, whom an admin shut out', async () => {
    const { code, email } = await invite()
    await accept(code)
    const person = await personOf(email)
    await organization.as(admin).identities.setDisabled({ id: person?.id ?? '', disabled: true })
    await expect(signInWithOidc(services.db, { email, email_verified: true }, FROM)).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    })
  })

  it('is written down from its beginning to its end', async () => {
    const { code, id } = await invite()
    await organization.as(admin).invitations.resend({ id })
    await organization.as(admin).invitations.revoke({ id })
    await expect(accept(code)).rejects.toMatchObject(GONE)
    const other = await invite()
    await accept(other.code)
    const events = await services.db.auditEvent.findMany({
      where: { organizationId: organization.id, subjectType: 'invitation' },
      orderBy: { id: 'asc' },
      select: { action: true },
    })
    expect(events.map(({ action }) => action)).toEqual([
      'invitation.create',
      'invitation.resend',
      'invitation.revoke',
      'invitation.create',
      'invitation.accept',
    ])
  })
})

describe('an invitation by mail', () => {
  const mails: { readonly to: string[]; readonly text: string }[] = []
  const mailServer = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, session, done) {
      let text = ''
      stream.setEncoding('utf8').on('data', (part: string) => {
        text += part
      })
      stream.on('end', () => {
        mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), text })
        done()
      })
    },
  })
  beforeAll(() => new Promise<void>((resolve) => void mailServer.listen(0, '127.0.0.1', resolve)))
  afterAll(() => new Promise<void>((resolve) => mailServer.close(resolve)))

  const channel = (port: number) =>
    organization.as(admin).notifications.create({
      kind: 'email',
      name: 'mail',
      events: ['approval.requested'],
      server: { host: '127.0.0.1', port, security: 'none', from: 'sallyport@example.com' },
    })

  it('is sent to the person, with the link, when a mail server is set up', async () => {
    expect((await invite()).mail).toBeNull()
    await channel((mailServer.server.address() as AddressInfo).port)
    const { mail, email, code } = await invite()
    expect(mail).toEqual({ ok: true, message: `sent to ${email}` })
    expect(mails.at(-1)?.to).toEqual([email])
    // Quoted-printable breaks long lines with "=\r\n".
    expect(mails.at(-1)?.text.replaceAll('=\r\n', '')).toContain(`/invitation#${code}`)
    const { items } = await organization.as(admin).invitations.list()
    expect(items[0]).toMatchObject({ email, mailedAt: expect.any(Date) })
  })

  it('stands although the mail server cannot be reached, and says so', async () => {
    await channel(1)
    const { mail, code } = await invite()
    expect(mail).toMatchObject({ ok: false, message: expect.stringContaining('mail server refused') })
    await openInvitation(services.db, { code })
  })
})
