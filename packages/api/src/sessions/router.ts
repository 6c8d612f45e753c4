import { orNotFound } from '../not-found'
import { checkLedger } from '../recordings/check-ledger'
import { deleteRecording } from '../recordings/delete-recording'
import { listSeals } from '../recordings/list-seals'
import { noteLook } from '../recordings/open-recording'
import { setLegalHold } from '../recordings/set-legal-hold'
import { noteSearch } from '../search/note-search'
import { orNever } from '../signal'
import { can, router } from '../trpc'
import { ById } from '../words'
import { endSession } from './end-session'
import { listSessions } from './list-sessions'
import { listStatements } from './list-statements'
import { DeleteRecording, ListSessions, ListStatements, SetLegalHold, WatchSessions } from './schema'
import { SESSION_INCLUDE, toSessionItem } from './to-item'
import { visibleSessions } from './visible'
import { watchSessions } from './watch-sessions'

export const sessionsRouter = router({
  list: can('session:read')
    .input(ListSessions)
    .query(async ({ ctx: { db, member }, input }) => {
      // Words are looked for in the statements too: that searches recordings.
      const { search, cursor } = input
      if (search && !cursor) await noteSearch(db, member, 'statement.search', { search })
      return listSessions(db, member, input)
    }),

  get: can('session:read')
    .input(ById)
    .query(async ({ ctx: { db, member }, input: { id } }) => {
      const where = { ...visibleSessions(member), id }
      const found = await db.session.findFirst({ where, include: SESSION_INCLUDE })
      return toSessionItem(orNotFound(found, 'session'))
    }),

  statements: can('session:read')
    .input(ListStatements)
    .query(async ({ ctx, input }) => {
      await noteLook(ctx.db, ctx.member, input.id)
      return listStatements(ctx.db, ctx.member, input)
    }),

  end: can('session:end')
    .input(ById)
    .mutation(({ ctx, input }) => endSession(ctx.db, ctx.member, input.id)),

  seals: can('recording:read')
    .input(ById)
    .query(({ ctx, input }) => listSeals(ctx.db, ctx.member, input.id)),

  setLegalHold: can('recording:hold')
    .input(SetLegalHold)
    .mutation(({ ctx, input }) => setLegalHold(ctx.db, ctx.member, input.id, input.reason)),

  deleteRecording: can('recording:delete')
    .input(DeleteRecording)
    .mutation(({ ctx, input }) => deleteRecording(ctx, ctx.member, input.id, input.why)),

  checkLedger: can('audit:read').query(({ ctx }) => checkLedger(ctx.db, ctx.member.organizationId)),

  changes: can('session:read')
    .input(WatchSessions)
    .subscription(({ ctx, input, signal }) => watchSessions(ctx, ctx.member, input, orNever(signal))),
})
