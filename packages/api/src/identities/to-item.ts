import type { IdentityKind, Role } from '@sallyport/core'
import type { IdentityModel, Prisma } from '@sallyport/db'

export interface IdentityItem {
  readonly id: string
  readonly kind: IdentityKind
  readonly name: string
  readonly email: string | null
  readonly role: Role
  readonly groups: readonly string[]
  readonly owner: { readonly id: string; readonly name: string } | null
  readonly disabledAt: Date | null
  readonly createdAt: Date
}

export const IDENTITY_INCLUDE = {
  groups: { select: { name: true }, orderBy: { name: 'asc' } },
  owner: { select: { id: true, name: true } },
} as const satisfies Prisma.IdentityInclude

type IdentityRow = Omit<IdentityModel, 'passwordHash'> & {
  readonly groups: readonly { readonly name: string }[]
  readonly owner: { readonly id: string; readonly name: string } | null
}

export function toIdentityItem(row: IdentityRow): IdentityItem {
  const { id, kind, name, email, role, groups, owner, disabledAt, createdAt } = row
  return {
    id,
    kind,
    name,
    email,
    role,
    groups: groups.map((group) => group.name),
    owner,
    disabledAt,
    createdAt,
  }
}
