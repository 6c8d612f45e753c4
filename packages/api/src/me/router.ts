import { permissionsOf } from '../permissions'
import { can, router } from '../trpc'

export const meRouter = router({
  get: can('me:read').query(({ ctx: { member } }) => {
    const { id, name, email, role, groups, organizationName } = member
    return { id, name, email, role, groups, permissions: permissionsOf(role), organization: organizationName }
  }),
})
