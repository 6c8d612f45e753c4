import { ROLES } from '@sallyport/core'
import { z } from 'zod'
import { PageInput } from '../page'
import { Names } from '../policy/patterns'
import { ById, IdentityKind, Name } from '../words'

export const PersonRole = z.enum(ROLES).exclude(['agent'])

/** Compared without regard to case, so kept in lower case. */
export const Email = z.string().trim().toLowerCase().max(254).pipe(z.email('Give an e-mail address'))
export const Password = z.string().min(10, 'Use at least 10 characters').max(200)

const Person = z.object({
  kind: z.literal('person'),
  name: Name,
  email: Email,
  /** Without one, the person signs in by OIDC only. */
  password: Password.optional(),
  role: PersonRole,
  groups: Names,
})

const Agent = z.object({
  kind: z.literal('agent'),
  name: Name,
  groups: Names,
  /** The person it acts for. */
  ownerId: z.uuid().nullable().default(null),
})

export const CreateIdentity = z.discriminatedUnion('kind', [Person, Agent])
export type CreateIdentity = z.infer<typeof CreateIdentity>

/** What is left out stays as it is. */
export const UpdateIdentity = ById.extend({
  name: Name.optional(),
  /** Persons only. */
  role: PersonRole.optional(),
  groups: Names.removeDefault().optional(),
  /** Agents only. */
  ownerId: z.uuid().nullable().optional(),
})
export type UpdateIdentity = z.infer<typeof UpdateIdentity>

export const SetIdentityDisabled = ById.extend({ disabled: z.boolean() })
export type SetIdentityDisabled = z.infer<typeof SetIdentityDisabled>

export const SetPassword = ById.extend({ password: Password })
export type SetPassword = z.infer<typeof SetPassword>

export const ListIdentities = PageInput.extend({ kind: IdentityKind.optional() })
export type ListIdentities = z.infer<typeof ListIdentities>
