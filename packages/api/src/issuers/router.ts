import { orNotFound } from '../not-found'
import { can, router } from '../trpc'
import { ById } from '../words'
import { CreateIssuer, SetIssuerEnabled, TryToken, UpdateIssuer } from './schema'
import { toIssuerItem } from './to-issuer'
import { tryToken } from './try-token'
import { createIssuer, fetchIssuerKeys, removeIssuer, setIssuerEnabled, updateIssuer } from './write-issuer'

export const issuersRouter = router({
  list: can('identity:read').query(async ({ ctx: { db, member } }) => {
    const { organizationId } = member
    const rows = await db.issuer.findMany({ where: { organizationId }, orderBy: { name: 'asc' } })
    return { items: rows.map(toIssuerItem) }
  }),

  get: can('identity:read')
    .input(ById)
    .query(async ({ ctx: { db, member }, input: { id } }) => {
      const found = await db.issuer.findFirst({ where: { id, organizationId: member.organizationId } })
      return toIssuerItem(orNotFound(found, 'issuer'))
    }),

  create: can('identity:write')
    .input(CreateIssuer)
    .mutation(({ ctx, input }) => createIssuer(ctx, ctx.member, input)),

  update: can('identity:write')
    .input(UpdateIssuer)
    .mutation(({ ctx, input }) => updateIssuer(ctx, ctx.member, input)),

  setEnabled: can('identity:write')
    .input(SetIssuerEnabled)
    .mutation(({ ctx, input }) => setIssuerEnabled(ctx, ctx.member, input)),

  remove: can('identity:write')
    .input(ById)
    .mutation(({ ctx, input }) => removeIssuer(ctx, ctx.member, input.id)),

  fetchKeys: can('identity:write')
    .input(ById)
    .mutation(({ ctx, input }) => fetchIssuerKeys(ctx, ctx.member, input.id)),

  /** A token is a credential: it comes as a mutation, whose input no log has. */
  tryToken: can('identity:write')
    .input(TryToken)
    .mutation(({ ctx, input }) => tryToken(ctx, ctx.member, input)),
})
