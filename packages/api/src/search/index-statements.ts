import type { ApprovalStatus } from '@sallyport/core'
import type { Db } from '@sallyport/db'
import { z } from 'zod'
import { Operation } from '../words'
import { searchableTexts } from './searchable-texts'
import { amountTerms, approvalTerms, endTerms, statementTerms } from './terms'

const AT_ONCE = 500

/** Puts statements into the index that were recorded before there was one, and returns how many. */
export async function indexStatements(db: Db): Promise<number> {
  const rows = await db.statement.findMany({
    where: { organizationId: null },
    include: {
      operationSet: true,
      session: { include: { organization: { select: { policyVersion: true } } } },
    },
    take: AT_ONCE,
  })
  for (const { session, operationSet, sessionId, number, at, text, ...row } of rows) {
    const { organizationId, organization, connectionName } = session
    const texts = await searchableTexts(db, { organizationId, ...organization }, connectionName)
    const operations = z.array(Operation).parse(operationSet?.operations ?? [])
    const { effect, ruleName: rule, status, errorCode, rowCount, byteCount } = row
    const approvals = await db.approval.findMany({ where: { sessionId, statementNumber: number } })
    const end = { status, code: errorCode ?? undefined, rows: Number(rowCount) }
    const terms = new Set([
      ...statementTerms(session, { at: at.getTime(), operations, effect, rule }, texts.classesOf),
      ...(status === 'running' || status === 'held' ? [] : endTerms(organizationId, end)),
      ...amountTerms(organizationId, 'bytes', Number(byteCount)),
      ...approvals.flatMap((approval) => [
        ...approvalTerms(organizationId, 'requested', undefined),
        ...approvalTerms(
          organizationId,
          recordedStatus(approval.status),
          approval.decidedByName ?? undefined,
        ),
      ]),
    ])
    await db.statement.update({
      where: { sessionId_number: { sessionId, number } },
      data: { organizationId, terms: [...terms], text: texts.of(text, operations) },
    })
  }
  return rows.length
}

/** An approval that was used is recorded as the word that it got. */
function recordedStatus(status: ApprovalStatus): string {
  if (status === 'pending') return 'requested'
  return status === 'consumed' ? 'approved' : status
}
