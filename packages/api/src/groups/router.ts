import { can, router } from '../trpc'
import { ById } from '../words'
import { createGroup } from './create-group'
import { removeGroup } from './remove-group'
import { CreateGroup } from './schema'

export const groupsRouter = router({
  /** Whoever may read the rules may know the groups that they name. */
  list: can('rule:read').query(async ({ ctx: { db, member } }) => {
    const rows = await db.group.findMany({
      where: { organizationId: member.organizationId },
      orderBy: { name: 'asc' },
      select: { id: true, name: true, _count: { select: { members: true } } },
    })
    return { items: rows.map(({ _count, ...group }) => ({ ...group, members: _count.members })) }
  }),

  create: can('identity:write')
    .input(CreateGroup)
    .mutation(({ ctx, input }) => createGroup(ctx.db, ctx.member, input)),

  remove: can('identity:write')
    .input(ById)
    .mutation(({ ctx, input }) => removeGroup(ctx.db, ctx.member, input.id)),
})
