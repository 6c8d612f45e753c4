import type { ApprovalStatus, Operation as OperationType } from '@sallyport/core'
import type { ApprovalModel } from '@sallyport/db'
import { z } from 'zod'
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
  readonly approverGroups: readonly string[]
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

export function toApprovalItem(row: ApprovalModel): ApprovalItem {
  const { organizationId: _, gatewayId: __, digest: ___, ...item } = row
  return {
    ...item,
    parameters: Parameters.parse(row.parameters),
    operations: Operations.parse(row.operations),
  }
}
