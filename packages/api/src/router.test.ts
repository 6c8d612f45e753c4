import { randomUUID } from 'node:crypto'
import { ROLES, type Role } from '@sallyport/core'
import { TRPCError } from '@trpc/server'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Caller } from './context'
import { type Console, TestOrganization, testConsole } from './testing/console'
import { procedures } from './testing/procedures'

const ADMIN = ['admin'] as const
const READERS = ['admin', 'approver', 'reviewer', 'engineer'] as const
const AUDITORS = ['admin', 'reviewer'] as const
const ENGINEERS = ['admin', 'engineer'] as const
const SESSIONS = ['admin', 'reviewer', 'engineer'] as const
const EVERYBODY = ROLES
const APPROVERS = ['approver'] as const
const GATEWAY = 'gateway'

/** Who may call what, written down a second time on purpose: a change of the code alone fails here. */
const ALLOWED: Readonly<Record<string, readonly Role[] | typeof GATEWAY>> = {
  'me.get': READERS,
  'overview.get': READERS,
  'overview.volumes': AUDITORS,
  'overview.unusual': AUDITORS,
  'finder.find': READERS,
  'consoleSessions.list': READERS,
  'consoleSessions.end': READERS,
  'approvals.list': READERS,
  'approvals.get': READERS,
  'approvals.counts': READERS,
  'approvals.changes': READERS,
  'approvals.decide': APPROVERS,
  'approvals.shapeGrants': READERS,
  'approvals.revokeShapeGrant': ['admin', 'approver', 'engineer'],
  'approvals.statistics': ['admin', 'approver', 'reviewer'],
  'approvals.holdLimits': READERS,
  'approvals.setHoldLimits': ADMIN,
  'notifications.list': ['admin', 'approver', 'reviewer'],
  'notifications.get': ['admin', 'approver', 'reviewer'],
  'notifications.deliveries': ['admin', 'approver', 'reviewer'],
  'notifications.create': ADMIN,
  'notifications.update': ADMIN,
  'notifications.rotateSecret': ADMIN,
  'notifications.remove': ADMIN,
  'notifications.test': ADMIN,
  'notifications.sendAgain': ADMIN,
  'access.request': EVERYBODY,
  'access.list': EVERYBODY,
  'access.end': EVERYBODY,
  'access.settings': READERS,
  'access.setSettings': ADMIN,
  'sessions.list': SESSIONS,
  'sessions.get': SESSIONS,
  'sessions.statements': SESSIONS,
  'sessions.changes': SESSIONS,
  'sessions.end': ADMIN,
  'sessions.seals': AUDITORS,
  'sessions.setLegalHold': AUDITORS,
  'sessions.deleteRecording': ADMIN,
  'sessions.checkLedger': AUDITORS,
  'statements.search': SESSIONS,
  'statements.readers': SESSIONS,
  'statements.saved': SESSIONS,
  'statements.save': SESSIONS,
  'statements.share': SESSIONS,
  'statements.removeSaved': SESSIONS,
  'sqlEditor.catalogue': READERS,
  'sqlEditor.history': READERS,
  'connections.list': READERS,
  'connections.get': READERS,
  'connections.howTo': READERS,
  'connections.catalogue': READERS,
  'connections.create': ENGINEERS,
  'connections.update': ENGINEERS,
  'connections.test': ENGINEERS,
  'connections.proposals': ENGINEERS,
  'connections.setClosed': ENGINEERS,
  'connections.setUp': ADMIN,
  'connections.remove': ENGINEERS,
  'servers.create': ENGINEERS,
  'servers.update': ENGINEERS,
  'servers.tools': READERS,
  'servers.refresh': ENGINEERS,
  'servers.accept': ADMIN,
  'servers.withdraw': ADMIN,
  'rules.list': READERS,
  'rules.get': READERS,
  'rules.create': ADMIN,
  'rules.update': ADMIN,
  'rules.setEnabled': ADMIN,
  'rules.remove': ADMIN,
  'rules.versions': READERS,
  'rules.tryStatement': READERS,
  'rules.simulate': AUDITORS,
  'rules.removed': READERS,
  'rules.rollBack': ADMIN,
  'rules.restore': ADMIN,
  'maskingRules.exemptions': READERS,
  'maskingRules.list': READERS,
  'maskingRules.get': READERS,
  'maskingRules.create': ADMIN,
  'maskingRules.update': ADMIN,
  'maskingRules.setEnabled': ADMIN,
  'maskingRules.remove': ADMIN,
  'maskingRules.versions': READERS,
  'maskingRules.removed': READERS,
  'maskingRules.report': AUDITORS,
  'maskingRules.proposals': READERS,
  'maskingRules.acceptProposals': ADMIN,
  'maskingRules.rollBack': ADMIN,
  'maskingRules.restore': ADMIN,
  'packs.list': READERS,
  'packs.preview': READERS,
  'packs.applyPack': ADMIN,
  'policyFile.plan': READERS,
  'policyFile.applyPlan': ADMIN,
  'policyFile.export': READERS,
  'policyFile.simulate': AUDITORS,
  'identities.list': AUDITORS,
  'identities.get': AUDITORS,
  'identities.create': ADMIN,
  'identities.update': ADMIN,
  'identities.setDisabled': ADMIN,
  'identities.setPassword': ADMIN,
  'invitations.list': AUDITORS,
  'invitations.create': ADMIN,
  'invitations.resend': ADMIN,
  'invitations.revoke': ADMIN,
  'secondFactor.get': READERS,
  'secondFactor.offer': READERS,
  'secondFactor.confirm': READERS,
  'secondFactor.remove': READERS,
  'secondFactor.renewRecoveryCodes': READERS,
  'secondFactor.reset': ADMIN,
  'secondFactor.stepUp': APPROVERS,
  'secondFactor.policy': ADMIN,
  'secondFactor.setPolicy': ADMIN,
  'groupMapping.get': ADMIN,
  'groupMapping.set': ADMIN,
  'groupMapping.tryClaims': ADMIN,
  'issuers.list': AUDITORS,
  'issuers.get': AUDITORS,
  'issuers.create': ADMIN,
  'issuers.update': ADMIN,
  'issuers.setEnabled': ADMIN,
  'issuers.remove': ADMIN,
  'issuers.fetchKeys': ADMIN,
  'issuers.tryToken': ADMIN,
  'groups.list': READERS,
  'groups.create': ADMIN,
  'groups.remove': ADMIN,
  'tokens.list': READERS,
  'tokens.create': READERS,
  'tokens.revoke': READERS,
  'oauth.request': READERS,
  'oauth.answer': READERS,
  'oauth.device': READERS,
  'oauth.answerDevice': READERS,
  'oauth.grants': READERS,
  'oauth.revokeGrant': READERS,
  'gateways.list': AUDITORS,
  'gateways.offerEnrolment': ADMIN,
  'gateways.setDraining': ADMIN,
  'gateways.revoke': ADMIN,
  'audit.list': AUDITORS,
  'gateway.policy': GATEWAY,
  'gateway.openSession': GATEWAY,
  'gateway.access': GATEWAY,
  'gateway.reportRepeats': GATEWAY,
  'gateway.refreshKeys': GATEWAY,
  'gateway.requestApproval': GATEWAY,
  'gateway.approval': GATEWAY,
  'gateway.consumeApproval': GATEWAY,
  'gateway.cancelApproval': GATEWAY,
  'gateway.reportImpact': GATEWAY,
  'gateway.leaveApproval': GATEWAY,
  'gateway.requestAccess': GATEWAY,
  'gateway.accessStatus': GATEWAY,
  'gateway.takeTest': GATEWAY,
  'gateway.takeCatalogue': GATEWAY,
  'gateway.reportCatalogue': GATEWAY,
  'gateway.reportTools': GATEWAY,
  'gateway.finishTest': GATEWAY,
}

let organization: TestOrganization
const callers = new Map<Role | 'gateway' | 'nobody', Caller | null>([['nobody', null]])

beforeAll(async () => {
  organization = await TestOrganization.create(await testConsole())
  callers.set('gateway', await organization.gateway())
  for (const role of ROLES) {
    callers.set(role, role === 'agent' ? await organization.agent() : await organization.person(role))
  }
})

/** An input that no procedure takes: whoever is let in fails later, by BAD_REQUEST, NOT_FOUND or not at all. */
async function codeOf(who: Role | 'gateway' | 'nobody', path: string): Promise<string> {
  const [noun = '', verb = ''] = path.split('.')
  const api: Console = organization.as(callers.get(who) ?? null)
  const call = Reflect.get(Reflect.get(api, noun), verb)
  try {
    await call({ id: randomUUID(), identityId: randomUUID() })
    return 'OK'
  } catch (error) {
    if (error instanceof TRPCError) return error.code
    throw error
  }
}

describe('every procedure', () => {
  it('is in the table, and the table names no other', () => {
    expect(
      procedures()
        .map(([path]) => path)
        .sort(),
    ).toEqual(Object.keys(ALLOWED).sort())
  })

  describe.each(Object.entries(ALLOWED))('%s', (path, allowed) => {
    it('refuses who is not signed in', async () => {
      expect(await codeOf('nobody', path)).toBe('UNAUTHORIZED')
    })

    it.each(ROLES)(`answers %s as the table says`, async (role) => {
      const code = await codeOf(role, path)
      if (allowed === GATEWAY) expect(code).toBe('UNAUTHORIZED')
      else if (allowed.includes(role)) expect(code).not.toMatch(/FORBIDDEN|UNAUTHORIZED/)
      else expect(code).toBe('FORBIDDEN')
    })

    it('lets a gateway in only where gateways belong', async () => {
      const code = await codeOf('gateway', path)
      if (allowed === GATEWAY) expect(code).not.toMatch(/FORBIDDEN|UNAUTHORIZED/)
      else expect(code).toBe('UNAUTHORIZED')
    })
  })
})
