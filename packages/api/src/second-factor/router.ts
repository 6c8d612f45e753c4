import { orNotFound } from '../not-found'
import { holds } from '../permissions'
import { can, router } from '../trpc'
import { ById } from '../words'
import { removeFactor, renewRecoveryCodes, resetFactor } from './change-factor'
import { confirmFactor, offerFactor } from './enrol-factor'
import { getFactorPolicy, setFactorPolicy } from './factor-policy'
import { FactorPolicy, OfIdentity, WithCode } from './schema'
import { stepUpState } from './step-up'

export const secondFactorRouter = router({
  /** One's own, or, for those who may see people, anybody's. */
  get: can('me:read')
    .input(OfIdentity)
    .query(async ({ ctx: { db, member }, input: { identityId } }) => {
      const isSeen = identityId === member.id || holds(member.role, 'identity:read')
      const found = await db.identity.findFirst({
        where: { id: isSeen ? identityId : member.id, organizationId: member.organizationId, kind: 'person' },
        select: {
          id: true,
          secondFactor: { select: { confirmedAt: true } },
          _count: { select: { recoveryCodes: true } },
        },
      })
      const row = orNotFound(found?.id === identityId ? found : null, 'person')
      return {
        enrolledAt: row.secondFactor?.confirmedAt ?? null,
        recoveryCodesLeft: row._count.recoveryCodes,
      }
    }),

  offer: can('me:write').mutation(({ ctx }) => offerFactor(ctx, ctx.member)),

  confirm: can('me:write')
    .input(WithCode)
    .mutation(({ ctx, input }) => confirmFactor(ctx, ctx.member, input.code)),

  remove: can('me:write')
    .input(WithCode)
    .mutation(({ ctx, input }) => removeFactor(ctx, ctx.member, input.code)),

  renewRecoveryCodes: can('me:write')
    .input(WithCode)
    .mutation(({ ctx, input }) => renewRecoveryCodes(ctx, ctx.member, input.code)),

  reset: can('identity:write')
    .input(ById)
    .mutation(({ ctx, input }) => resetFactor(ctx, ctx.member, input.id)),

  /** What the next approval will ask of who asks. */
  stepUp: can('approval:decide').query(({ ctx }) => stepUpState(ctx.db, ctx.member)),

  policy: can('settings:write').query(({ ctx }) => getFactorPolicy(ctx.db, ctx.member.organizationId)),

  setPolicy: can('settings:write')
    .input(FactorPolicy)
    .mutation(({ ctx, input }) => setFactorPolicy(ctx.db, ctx.member, input)),
})
