import { can, router } from '../trpc'
import { ById } from '../words'
import { AcceptTools, CreateServer, UpdateServer, WithdrawTool } from './schema'
import { acceptTools, listTools, refreshTools, withdrawTool } from './tools'
import { createServer, updateServer } from './write-server'

/** Connections whose target is an MCP server. */
export const serversRouter = router({
  create: can('connection:write')
    .input(CreateServer)
    .mutation(({ ctx, input }) => createServer(ctx, ctx.member, input)),

  update: can('connection:write')
    .input(UpdateServer)
    .mutation(({ ctx, input }) => updateServer(ctx, ctx.member, input)),

  tools: can('connection:read')
    .input(ById)
    .query(({ ctx, input }) => listTools(ctx.db, ctx.member.organizationId, input.id)),

  refresh: can('connection:write')
    .input(ById)
    .mutation(({ ctx, input }) => refreshTools(ctx, ctx.member, input.id)),

  accept: can('policy:apply')
    .input(AcceptTools)
    .mutation(({ ctx, input }) => acceptTools(ctx.db, ctx.member, input)),

  withdraw: can('policy:apply')
    .input(WithdrawTool)
    .mutation(({ ctx, input }) => withdrawTool(ctx.db, ctx.member, input)),
})
