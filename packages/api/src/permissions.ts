import type { Role, TokenScope } from '@sallyport/core'

export const PERMISSIONS = [
  'me:read',
  'me:write',
  'overview:read',
  'connection:read',
  'connection:write',
  'connection:refer',
  'policy:apply',
  'rule:read',
  'rule:write',
  'masking:read',
  'masking:write',
  'approval:read',
  'approval:read-all',
  'approval:decide',
  'approval:revoke-shape',
  'access:request',
  'access:revoke',
  'session:read',
  'session:read-all',
  'session:end',
  'recording:read',
  'recording:hold',
  'recording:delete',
  'identity:read',
  'identity:write',
  'token:create',
  'audit:read',
  'gateway:read',
  'gateway:write',
  'settings:write',
  'notification:read',
] as const
export type Permission = (typeof PERMISSIONS)[number]

/**
 * What each role may do. An admin writes the rules and therefore does not decide on what they hold; nobody holds
 * everything. Without a `read-all` a person sees their own and their agents' requests and sessions.
 */
const ROLE_PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  admin: PERMISSIONS.filter((permission) => permission !== 'approval:decide'),
  approver: [
    'me:read',
    'me:write',
    'overview:read',
    'connection:read',
    'rule:read',
    'masking:read',
    'approval:read',
    'approval:read-all',
    'approval:decide',
    'approval:revoke-shape',
    'access:request',
    'access:revoke',
    'notification:read',
    'token:create',
  ],
  reviewer: [
    'me:read',
    'me:write',
    'overview:read',
    'connection:read',
    'rule:read',
    'masking:read',
    'approval:read',
    'approval:read-all',
    'access:request',
    'notification:read',
    'session:read',
    'session:read-all',
    'recording:read',
    'recording:hold',
    'identity:read',
    'audit:read',
    'gateway:read',
    'token:create',
  ],
  engineer: [
    'me:read',
    'me:write',
    'overview:read',
    'connection:read',
    'connection:write',
    'rule:read',
    'masking:read',
    'approval:read',
    'approval:revoke-shape',
    'access:request',
    'session:read',
    'token:create',
  ],
  agent: ['access:request'],
}

export function permissionsOf(role: Role): readonly Permission[] {
  return ROLE_PERMISSIONS[role]
}

export function holds(role: Role, permission: Permission): boolean {
  return ROLE_PERMISSIONS[role].includes(permission)
}

/** Whether somebody may do it as they came: by their role, and by the token if they have one. */
export function may(
  { role, tokenScope }: { readonly role: Role; readonly tokenScope: TokenScope | null },
  permission: Permission,
): boolean {
  return holds(role, permission) && scopeAllows(tokenScope, permission)
}

/** What no token does, whoever it is for: a person answers in a browser, and a token makes no other. */
const NEVER_BY_TOKEN: ReadonlySet<Permission> = new Set(['approval:decide', 'token:create'])
const READS = /:read(-all)?$/

/**
 * Whether a token's scope lets it use a permission that its owner has. One for databases lies in clients' settings
 * and agents' environments, so it opens nothing here.
 */
export function scopeAllows(scope: TokenScope | null, permission: Permission): boolean {
  if (scope === null || permission === 'access:request') return true // to ask does no harm
  if (scope === 'connect' || NEVER_BY_TOKEN.has(permission)) return false
  return scope === 'manage' || READS.test(permission)
}
