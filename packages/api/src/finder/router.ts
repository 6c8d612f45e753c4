import { z } from 'zod'
import { can, router } from '../trpc'
import { text } from '../words'
import { find } from './find'

export const finderRouter = router({
  find: can('me:read')
    .input(z.object({ text: text(200).trim().min(1) }))
    .query(({ ctx, input }) => find(ctx.db, ctx.member, input.text)),
})
