import { AccessStatusFor, RequestAccessFor } from '../access-requests/schema'
import { asGateway, router } from '../trpc'
import { ById } from '../words'
import { accessStatusFor, requestAccessFor } from './access'
import { cancelApproval } from './cancel-approval'
import { consumeApproval } from './consume-approval'
import { finishTest } from './finish-test'
import { getApprovalStatus } from './get-approval-status'
import { getPolicy } from './get-policy'
import { leaveApproval } from './leave-approval'
import { openSession } from './open-session'
import { readAccess } from './read-access'
import { refreshKeys } from './refresh-keys'
import { reportCatalogue, takeCatalogue } from './report-catalogue'
import { reportImpact } from './report-impact'
import { reportRepeats } from './report-repeats'
import { reportTools } from './report-tools'
import { requestApproval } from './request-approval'
import {
  ConsumeApproval,
  FinishTest,
  OpenSession,
  ReadAccess,
  RefreshKeys,
  ReportCatalogue,
  ReportImpact,
  ReportRepeats,
  ReportTools,
  RequestApproval,
} from './schema'
import { takeTest } from './take-test'

/** What gateways ask of the console. */
export const gatewayRouter = router({
  policy: asGateway.query(({ ctx }) => getPolicy(ctx, ctx.gateway)),

  openSession: asGateway
    .input(OpenSession)
    .mutation(({ ctx, input }) => openSession(ctx, ctx.gateway, input)),

  access: asGateway.input(ReadAccess).query(({ ctx, input }) => readAccess(ctx.db, ctx.gateway, input)),

  reportRepeats: asGateway
    .input(ReportRepeats)
    .mutation(({ ctx, input }) => reportRepeats(ctx.db, ctx.gateway, input)),
  refreshKeys: asGateway
    .input(RefreshKeys)
    .mutation(({ ctx, input }) => refreshKeys(ctx, ctx.gateway, input.issuer)),

  requestApproval: asGateway
    .input(RequestApproval)
    .mutation(({ ctx, input }) => requestApproval(ctx, ctx.gateway, input)),

  approval: asGateway.input(ById).query(({ ctx, input }) => getApprovalStatus(ctx.db, ctx.gateway, input.id)),

  consumeApproval: asGateway
    .input(ConsumeApproval)
    .mutation(({ ctx, input }) => consumeApproval(ctx, ctx.gateway, input)),

  reportImpact: asGateway
    .input(ReportImpact)
    .mutation(({ ctx, input }) => reportImpact(ctx.db, ctx.gateway, input)),

  /** The client went away, and may come back. */
  leaveApproval: asGateway
    .input(ById)
    .mutation(({ ctx, input }) => leaveApproval(ctx.db, ctx.gateway, input.id)),

  cancelApproval: asGateway
    .input(ById)
    .mutation(({ ctx, input }) => cancelApproval(ctx.db, ctx.gateway, input.id)),

  /** For an agent or a person whose token the gateway verified: asks, and is answered at once that it waits. */
  requestAccess: asGateway
    .input(RequestAccessFor)
    .mutation(({ ctx, input }) => requestAccessFor(ctx, ctx.gateway, input)),

  accessStatus: asGateway
    .input(AccessStatusFor)
    .query(({ ctx, input }) => accessStatusFor(ctx.db, ctx.gateway, input)),

  takeTest: asGateway.input(ById).mutation(({ ctx, input }) => takeTest(ctx.db, ctx.gateway, input.id)),

  takeCatalogue: asGateway
    .input(ById)
    .mutation(({ ctx, input }) => takeCatalogue(ctx.db, ctx.gateway, input.id)),

  reportCatalogue: asGateway
    .input(ReportCatalogue)
    .mutation(({ ctx, input }) => reportCatalogue(ctx.db, ctx.gateway, input)),

  reportTools: asGateway
    .input(ReportTools)
    .mutation(({ ctx, input }) => reportTools(ctx.db, ctx.gateway, input)),

  finishTest: asGateway
    .input(FinishTest)
    .mutation(({ ctx, input }) => finishTest(ctx.db, ctx.gateway, input)),
})
