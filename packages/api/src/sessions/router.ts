import { orNotFound } from '../not-found'
import { orNever } from '../signal'
import { can, router } from '../trpc'
import { ById } from '../words'
import { endSession } from './end-session'
import { listSessions } from './list-sessions'
import { listStatements } from './list-statements'
import { ListSessions, ListStatements, WatchSessions } from './schema'
import { SESSION_INCLUDE, toSessionItem } from './to-item'
import { visibleSessions } from './visible'
import { watchSessions } from './watch-sessions'

export const sessionsRouter = router({
  list: can('session:read')
    .input(ListSessions)
    .query(({ ctx, input }) => listSessions(ctx.db, ctx.member, input)),

  get: can('session:read')
    .input(ById)
    .query(async ({ ctx: { db, member }, input: { id } }) => {
      const where = { ...visibleSessions(member), id }
      const found = await db.session.findFirst({ where, include: SESSION_INCLUDE })
      return toSessionItem(orNotFound(found, 'session'))
    }),

  statements: can('session:read')
    .input(ListStatements)
    .query(({ ctx, input }) => listStatements(ctx.db, ctx.member, input)),

  end: can('session:end')
    .input(ById)
    .mutation(({ ctx, input }) => endSession(ctx.db, ctx.member, input.id)),

  changes: can('session:read')
    .input(WatchSessions)
    .subscription(({ ctx, input, signal }) => watchSessions(ctx, ctx.member, input, orNever(signal))),
})
