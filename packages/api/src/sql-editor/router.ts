import { can, router } from '../trpc'
import { ById } from '../words'
import { editorCatalogue } from './editor-catalogue'
import { EditorHistory, editorHistory } from './editor-history'

/** What the editor asks for beside its session, which is a WebSocket of the console's. */
export const sqlEditorRouter = router({
  catalogue: can('token:create')
    .input(ById)
    .query(({ ctx, input }) => editorCatalogue(ctx, ctx.member, input.id)),

  history: can('token:create')
    .input(EditorHistory)
    .query(({ ctx, input }) => editorHistory(ctx.db, ctx.member, input)),
})
