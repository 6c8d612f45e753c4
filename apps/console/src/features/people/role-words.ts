import { ROLES, type Role } from '@sallyport/core'

export type PersonRole = Exclude<Role, 'agent'>

export const ROLE_WORDS: Readonly<Record<PersonRole, string>> = {
  admin: 'Admin: changes everything, decides on nothing',
  approver: 'Approver: decides on held statements',
  reviewer: 'Reviewer: sees sessions, recordings and the audit log',
  engineer: 'Engineer: registers connections, sees own sessions',
}

export const PERSON_ROLES: readonly PersonRole[] = ROLES.filter((role) => role !== 'agent')

export const ROLE_OPTIONS = PERSON_ROLES.map((value) => ({ value, label: ROLE_WORDS[value] }))
