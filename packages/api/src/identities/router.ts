import { orNotFound } from '../not-found'
import { can, router } from '../trpc'
import { ById } from '../words'
import { createIdentity } from './create-identity'
import { listIdentities } from './list-identities'
import { CreateIdentity, ListIdentities, SetIdentityDisabled, SetPassword, UpdateIdentity } from './schema'
import { setIdentityDisabled } from './set-identity-disabled'
import { setPassword } from './set-password'
import { IDENTITY_INCLUDE, toIdentityItem } from './to-item'
import { updateIdentity } from './update-identity'

export const identitiesRouter = router({
  list: can('identity:read')
    .input(ListIdentities)
    .query(({ ctx, input }) => listIdentities(ctx.db, ctx.member, input)),

  get: can('identity:read')
    .input(ById)
    .query(async ({ ctx: { db, member }, input: { id } }) => {
      const where = { id, organizationId: member.organizationId }
      const found = await db.identity.findFirst({ where, include: IDENTITY_INCLUDE })
      return toIdentityItem(orNotFound(found, 'identity'))
    }),

  create: can('identity:write')
    .input(CreateIdentity)
    .mutation(({ ctx, input }) => createIdentity(ctx.db, ctx.member, input)),

  update: can('identity:write')
    .input(UpdateIdentity)
    .mutation(({ ctx, input }) => updateIdentity(ctx.db, ctx.member, input)),

  setDisabled: can('identity:write')
    .input(SetIdentityDisabled)
    .mutation(({ ctx, input }) => setIdentityDisabled(ctx.db, ctx.member, input)),

  setPassword: can('identity:write')
    .input(SetPassword)
    .mutation(({ ctx, input }) => setPassword(ctx.db, ctx.member, input)),
})
