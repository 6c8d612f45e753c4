import type { ApprovalStatus } from '@sallyport/core'
import type { ApprovalModel } from '@sallyport/db'
import { Access } from './schema'

export interface AccessItem {
  readonly id: string
  readonly requesterId: string
  readonly requesterName: string
  readonly connectionName: string
  readonly access: Access
  /** Why it is asked, in the requester's own word. */
  readonly statedReason: string
  /** `approved` is in force; `expired` has ended or was not answered in time, see `endedAt`. */
  readonly status: ApprovalStatus
  readonly requestedAt: Date
  /** While it waits: until when; once it is approved: its end. */
  readonly expiresAt: Date
  readonly decidedByName: string | null
  readonly revokedByName: string | null
  /** What whoever answered it said. */
  readonly reason: string | null
}

export function toAccessItem(row: ApprovalModel): AccessItem {
  const { id, requesterId, requesterName, connectionName, status, requestedAt, expiresAt } = row
  const { decidedByName, revokedByName, reason } = row
  return {
    id,
    requesterId,
    requesterName,
    connectionName,
    access: Access.parse(row.access),
    statedReason: row.statedReason ?? '',
    status,
    requestedAt,
    expiresAt,
    decidedByName,
    revokedByName,
    reason,
  }
}
