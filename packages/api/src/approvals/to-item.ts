import type { ApprovalStatus, ApproverRequirement, Operation as OperationType } from '@sallyport/core'
import type { ApprovalModel } from '@sallyport/db'
import { z } from 'zod'
import { Requirements } from '../policy/requirements'
import { Operation } from '../words'
import { Parameter } from './schema'

export interface ApprovalItem {
  readonly id: string
  readonly sessionId: string
  readonly statementNumber: number
  readonly requesterId: string
  readonly requesterName: string
  readonly connectionId: string | null
  readonly connectionName: string
  readonly statement: string
  readonly parameters: readonly Parameter[]
  readonly operations: readonly OperationType[]
  readonly ruleId: string
  readonly ruleName: string
  readonly message: string
  readonly requirements: readonly ApproverRequirement[]
  readonly status: ApprovalStatus
  readonly requestedAt: Date
  readonly expiresAt: Date
  readonly settledAt: Date | null
  readonly decidedById: string | null
  readonly decidedByName: string | null
  readonly reason: string | null
}

const Parameters = z.array(Parameter)
const Operations = z.array(Operation)

/** What else a row was read with is not part of it. */
export function toApprovalItem(row: ApprovalModel): ApprovalItem {
  return {
    id: row.id,
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
    requestedAt: row.requestedAt,
    expiresAt: row.expiresAt,
    settledAt: row.settledAt,
    decidedById: row.decidedById,
    decidedByName: row.decidedByName,
    reason: row.reason,
    requirements: Requirements.parse(row.requirements),
    parameters: Parameters.parse(row.parameters),
    operations: Operations.parse(row.operations),
  }
}
