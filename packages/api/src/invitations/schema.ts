import { z } from 'zod'
import { Email, Password, PersonRole } from '../identities/schema'
import { Names } from '../policy/patterns'
import { Name } from '../words'

export const CreateInvitation = z.object({ name: Name, email: Email, role: PersonRole, groups: Names })
export type CreateInvitation = z.infer<typeof CreateInvitation>

/** What stands behind the `#` of an invitation's link. */
export const OpenInvitation = z.object({
  code: z.string().regex(/^sp_invite_[A-Za-z0-9_-]{43}$/, 'This is no invitation’s link'),
})
export type OpenInvitation = z.infer<typeof OpenInvitation>

export const AcceptInvitation = OpenInvitation.extend({ password: Password })
export type AcceptInvitation = z.infer<typeof AcceptInvitation>
