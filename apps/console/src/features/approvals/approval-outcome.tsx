import type { ApprovalStatus } from '@sallyport/core'
import { Callout } from '~/ui/callout'
import { Time } from '~/ui/time'
import { VisibleText } from '~/ui/visible-text'

interface Props {
  readonly approval: {
    readonly kind: 'statement' | 'access'
    readonly status: ApprovalStatus
    readonly decidedByName: string | null
    readonly revokedByName: string | null
    readonly settledAt: Date | null
    readonly expiresAt: Date
    readonly reason: string | null
    readonly leftAt: Date | null
  }
}

const TONES = {
  pending: 'info',
  approved: 'good',
  consumed: 'good',
  rejected: 'error',
  expired: 'warning',
  cancelled: 'warning',
} as const

/** How a request ended. */
export function ApprovalOutcome({ approval }: Props) {
  const { kind, status, settledAt, reason } = approval
  const title = kind === 'access' ? accessTitle(approval) : statementTitle(approval)
  return (
    <output className="block">
      <Callout
        tone={TONES[status]}
        title={
          <>
            {title}
            {settledAt && (
              <span className="font-normal">
                {' · '}
                <Time at={settledAt} />
              </span>
            )}
          </>
        }
      >
        {reason && (
          <p className="break-words whitespace-pre-wrap">
            “<VisibleText>{reason}</VisibleText>”
          </p>
        )}
      </Callout>
    </output>
  )
}

function statementTitle({ status, decidedByName, leftAt }: Props['approval']): string {
  const by = decidedByName ? ` by ${decidedByName}` : ''
  const titles: Readonly<Record<ApprovalStatus, string>> = {
    pending: 'Waits for an answer',
    approved: leftAt ? `Approved${by}; runs if the client comes back` : `Approved${by}`,
    consumed: `Approved${by}, and run`,
    rejected: `Rejected${by}`,
    expired: expiredWords(decidedByName !== null, leftAt !== null),
    cancelled: 'The client left or gave up before an answer',
  }
  return titles[status]
}

function accessTitle({ status, decidedByName, revokedByName }: Props['approval']): string {
  const by = decidedByName ? ` by ${decidedByName}` : ''
  const was = decidedByName ? `Approved${by}, and taken back` : 'Withdrawn'
  const titles: Readonly<Record<ApprovalStatus, string>> = {
    pending: 'Waits for an answer',
    approved: `Approved${by}: in force`,
    consumed: `Approved${by}`,
    rejected: `Rejected${by}`,
    expired: decidedByName ? `Approved${by}; its time is over` : 'Nobody answered in time',
    cancelled: `${was} by ${revokedByName ?? 'the requester'}`,
  }
  return titles[status]
}

function expiredWords(wasApproved: boolean, hasLeft: boolean): string {
  if (hasLeft) return 'The client went away and did not come back'
  return wasApproved ? 'Approved, and not run in time' : 'Nobody answered in time'
}
