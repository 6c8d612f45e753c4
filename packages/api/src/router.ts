import { accessRouter } from './access-requests/router'
import { approvalsRouter } from './approvals/router'
import { auditRouter } from './audit/router'
import { connectionsRouter } from './connections/router'
import { consoleSessionsRouter } from './console-sessions/router'
import { finderRouter } from './finder/router'
import { gatewayRouter } from './gateway/router'
import { gatewaysRouter } from './gateways/router'
import { groupMappingRouter } from './group-mapping/router'
import { groupsRouter } from './groups/router'
import { identitiesRouter } from './identities/router'
import { invitationsRouter } from './invitations/router'
import { issuersRouter } from './issuers/router'
import { maskingRulesRouter } from './masking-rules/router'
import { meRouter } from './me/router'
import { notificationsRouter } from './notifications/router'
import { oauthRouter } from './oauth/router'
import { overviewRouter } from './overview/router'
import { packsRouter } from './packs/router'
import { policyFileRouter } from './policy-file/router'
import { rulesRouter } from './rules/router'
import { statementsRouter } from './search/router'
import { secondFactorRouter } from './second-factor/router'
import { serversRouter } from './servers/router'
import { sessionsRouter } from './sessions/router'
import { sqlEditorRouter } from './sql-editor/router'
import { tokensRouter } from './tokens/router'
import { createCallerFactory, router } from './trpc'

export const appRouter = router({
  me: meRouter,
  overview: overviewRouter,
  finder: finderRouter,
  consoleSessions: consoleSessionsRouter,
  approvals: approvalsRouter,
  access: accessRouter,
  notifications: notificationsRouter,
  sessions: sessionsRouter,
  statements: statementsRouter,
  connections: connectionsRouter,
  sqlEditor: sqlEditorRouter,
  servers: serversRouter,
  rules: rulesRouter,
  maskingRules: maskingRulesRouter,
  packs: packsRouter,
  policyFile: policyFileRouter,
  identities: identitiesRouter,
  invitations: invitationsRouter,
  issuers: issuersRouter,
  secondFactor: secondFactorRouter,
  groups: groupsRouter,
  groupMapping: groupMappingRouter,
  tokens: tokensRouter,
  oauth: oauthRouter,
  gateways: gatewaysRouter,
  audit: auditRouter,
  gateway: gatewayRouter,
})
export type AppRouter = typeof appRouter

/** Calls procedures without HTTP, with the same permissions. */
export const createCaller = createCallerFactory(appRouter)
