import type { Role } from '@sallyport/core'
import type { InvitationModel } from '@sallyport/db'

export interface InvitationItem {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly role: Role
  readonly groups: readonly string[]
  readonly invitedByName: string
  readonly createdAt: Date
  readonly expiresAt: Date
  readonly mailedAt: Date | null
}

/** An invitation's link, which is said this once, and what became of the mail. */
export interface InvitationLink {
  readonly id: string
  readonly link: string
  readonly expiresAt: Date
  /** Whether a mail server took it; null: none is set up. */
  readonly mail: { readonly ok: boolean; readonly message: string } | null
}

export function toInvitationItem(row: Omit<InvitationModel, 'codeHash'>): InvitationItem {
  const { id, name, email, role, groups, invitedByName, createdAt, expiresAt, mailedAt } = row
  return { id, name, email, role, groups, invitedByName, createdAt, expiresAt, mailedAt }
}
