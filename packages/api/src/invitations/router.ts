import { can, router } from '../trpc'
import { ById } from '../words'
import { createInvitation } from './create-invitation'
import { resendInvitation } from './resend-invitation'
import { revokeInvitation } from './revoke-invitation'
import { CreateInvitation } from './schema'
import { toInvitationItem } from './to-item'

const MOST_SHOWN = 500

export const invitationsRouter = router({
  /** Those that wait, the newest first, and those that nobody followed in time. */
  list: can('identity:read').query(async ({ ctx: { db, member } }) => {
    const rows = await db.invitation.findMany({
      where: { organizationId: member.organizationId },
      orderBy: { createdAt: 'desc' },
      take: MOST_SHOWN,
    })
    return { items: rows.map(toInvitationItem) }
  }),

  create: can('identity:write')
    .input(CreateInvitation)
    .mutation(({ ctx, input }) => createInvitation(ctx, ctx.member, input)),

  resend: can('identity:write')
    .input(ById)
    .mutation(({ ctx, input }) => resendInvitation(ctx, ctx.member, input.id)),

  revoke: can('identity:write')
    .input(ById)
    .mutation(({ ctx, input }) => revokeInvitation(ctx.db, ctx.member, input.id)),
})
