import type { ApprovalStatus, ApproverRequirement, Operation as OperationType } from '@sallyport/core'
import type { ApprovalModel } from '@sallyport/db'
import { z } from 'zod'
import { Access } from '../access-requests/schema'
import { Requirements } from '../policy/requirements'
import { Operation } from '../words'
import { Parameter } from './schema'
import { statedReason } from './stated-reason'

export interface ApprovalItem {
  readonly id: string
  /** A statement that waits, or access that is asked for: then there is no session, no statement and no rule. */
  readonly kind: 'statement' | 'access'
  readonly access: Access | null
  readonly sessionId: string | null
  readonly statementNumber: number
  readonly requesterId: string
  readonly requesterName: string
  readonly connectionId: string | null
  readonly connectionName: string
  readonly statement: string
  readonly parameters: readonly Parameter[]
  readonly operations: readonly OperationType[]
  readonly ruleId: string | null
  readonly ruleName: string
  readonly message: string
  readonly requirements: readonly ApproverRequirement[]
  readonly status: ApprovalStatus
  /** The same for requests that say the same thing. */
  readonly alike: string
  /** The statement but for its literals; null: there is no shape that could be approved. */
  readonly shape: string | null
  /** The client went away at this time, and may come back and ask for the same. */
  readonly leftAt: Date | null
  /** The approval of a shape by which it was approved. */
  readonly grantId: string | null
  readonly requestedAt: Date
  /** Until when it waits; the end of access that was granted. */
  readonly expiresAt: Date
  readonly settledAt: Date | null
  readonly decidedById: string | null
  readonly decidedByName: string | null
  readonly reason: string | null
  /** Who took granted access back, or withdrew the request for it. */
  readonly revokedByName: string | null
  /** Why it is asked, in the requester's own word; nobody has checked it. */
  readonly statedReason: string | null
}

const Parameters = z.array(Parameter)
const Operations = z.array(Operation)

/** What else a row was read with is not part of it. */
export function toApprovalItem(row: ApprovalModel): ApprovalItem {
  return {
    id: row.id,
    kind: row.kind,
    access: row.access === null ? null : Access.parse(row.access),
    sessionId: row.sessionId,
    statementNumber: row.statementNumber,
    requesterId: row.requesterId,
    requesterName: row.requesterName,
    connectionId: row.connectionId,
    connectionName: row.connectionName,
    statement: row.statement,
    ruleId: row.ruleId,
    ruleName: row.ruleName,
    message: row.message,
    status: row.status,
    alike: row.alike,
    shape: row.shape,
    leftAt: row.leftAt,
    grantId: row.grantId,
    requestedAt: row.requestedAt,
    expiresAt: row.expiresAt,
    settledAt: row.settledAt,
    decidedById: row.decidedById,
    decidedByName: row.decidedByName,
    reason: row.reason,
    revokedByName: row.revokedByName,
    statedReason: row.statedReason ?? statedReason(row.statement),
    requirements: Requirements.parse(row.requirements),
    parameters: Parameters.parse(row.parameters),
    operations: Operations.parse(row.operations),
  }
}
