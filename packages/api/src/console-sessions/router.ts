import { can, router } from '../trpc'
import { ById } from '../words'
import { endConsoleSession, ListConsoleSessions, listConsoleSessions } from './console-sessions'

export const consoleSessionsRouter = router({
  list: can('me:read')
    .input(ListConsoleSessions)
    .query(({ ctx, input }) => listConsoleSessions(ctx.db, ctx.member, input)),

  end: can('me:write')
    .input(ById)
    .mutation(({ ctx, input }) => endConsoleSession(ctx.db, ctx.member, input.id)),
})
