import { catalogueNames } from '../catalogues/catalogue-names'
import { orNotFound } from '../not-found'
import { can, router } from '../trpc'
import { ById } from '../words'
import { createConnection } from './create-connection'
import { howTo } from './how-to'
import { listConnections } from './list-connections'
import { proposals } from './proposals'
import { removeConnection } from './remove-connection'
import {
  CreateConnection,
  ListConnections,
  SetClosed,
  SetUpConnection,
  TestConnection,
  UpdateConnection,
} from './schema'
import { assertMayRefer } from './seal-secret'
import { setClosed } from './set-closed'
import { setUpConnection } from './set-up-connection'
import { testConnection } from './test-connection'
import { CONNECTION_INCLUDE, toConnectionItem } from './to-item'
import { updateConnection } from './update-connection'

export const connectionsRouter = router({
  list: can('connection:read')
    .input(ListConnections)
    .query(({ ctx, input }) => listConnections(ctx.db, ctx.member, input)),

  get: can('connection:read')
    .input(ById)
    .query(async ({ ctx: { db, member }, input: { id } }) => {
      const where = { id, organizationId: member.organizationId }
      const found = await db.connection.findFirst({ where, include: CONNECTION_INCLUDE })
      return toConnectionItem(orNotFound(found, 'connection'))
    }),

  catalogue: can('connection:read')
    .input(ById)
    .query(({ ctx, input }) => catalogueNames(ctx, ctx.member.organizationId, input.id)),

  /** The catalogue, with what its columns most likely hold. */
  proposals: can('connection:write')
    .input(ById)
    .query(({ ctx, input }) => proposals(ctx, ctx.member.organizationId, input.id)),

  howTo: can('connection:read')
    .input(ById)
    .query(({ ctx, input }) => howTo(ctx, ctx.member, input.id)),

  create: can('connection:write')
    .input(CreateConnection)
    .mutation(({ ctx, input }) => {
      assertMayRefer(ctx.member, input)
      return createConnection(ctx, ctx.member, input)
    }),

  update: can('connection:write')
    .input(UpdateConnection)
    .mutation(({ ctx, input }) => {
      assertMayRefer(ctx.member, input)
      return updateConnection(ctx, ctx.member, input)
    }),

  test: can('connection:write')
    .input(TestConnection)
    .mutation(({ ctx, input }) => {
      assertMayRefer(ctx.member, input)
      return testConnection(ctx, ctx.member, input)
    }),

  /** Opens it, or closes it to everybody at once. */
  setClosed: can('connection:write')
    .input(SetClosed)
    .mutation(({ ctx, input }) => setClosed(ctx.db, ctx.member, input)),

  /** Masks and rules for a new connection; then it is open. */
  setUp: can('policy:apply')
    .input(SetUpConnection)
    .mutation(({ ctx, input }) => setUpConnection(ctx, ctx.member, input)),

  remove: can('connection:write')
    .input(ById)
    .mutation(({ ctx, input }) => removeConnection(ctx.db, ctx.member, input.id)),
})
