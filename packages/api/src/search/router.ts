import { can, router } from '../trpc'
import { ById } from '../words'
import { listReaders } from './list-readers'
import { noteSearch } from './note-search'
import { listSavedSearches, removeSearch, saveSearch, shareSearch } from './saved-searches'
import { SaveSearch, SearchStatements, ShareSearch, StatementFilter } from './schema'
import { searchStatements } from './search-statements'

export const statementsRouter = router({
  search: can('session:read')
    .input(SearchStatements)
    .query(async ({ ctx: { db, member }, input }) => {
      const { cursor, ...filter } = input
      if (!cursor) await noteSearch(db, member, 'statement.search', filter)
      return searchStatements(db, member, input)
    }),

  readers: can('session:read')
    .input(StatementFilter)
    .query(async ({ ctx: { db, member }, input }) => {
      await noteSearch(db, member, 'statement.search', input)
      return listReaders(db, member, input)
    }),

  saved: can('session:read').query(({ ctx }) => listSavedSearches(ctx.db, ctx.member)),

  save: can('session:read')
    .input(SaveSearch)
    .mutation(({ ctx, input }) => saveSearch(ctx.db, ctx.member, input)),

  share: can('session:read')
    .input(ShareSearch)
    .mutation(({ ctx, input }) => shareSearch(ctx.db, ctx.member, input)),

  removeSaved: can('session:read')
    .input(ById)
    .mutation(({ ctx, input }) => removeSearch(ctx.db, ctx.member, input.id)),
})
