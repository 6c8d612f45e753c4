import type { ApprovalStatus } from '@sallyport/core'
import { Callout } from '~/ui/callout'
import { Time } from '~/ui/time'
import { VisibleText } from '~/ui/visible-text'

interface Props {
  readonly approval: {
    readonly status: ApprovalStatus
    readonly decidedByName: string | null
    readonly settledAt: Date | null
    readonly reason: string | null
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
export function ApprovalOutcome({ approval: { status, decidedByName, settledAt, reason } }: Props) {
  const by = decidedByName ? ` by ${decidedByName}` : ''
  const TITLES: Readonly<Record<ApprovalStatus, string>> = {
    pending: 'Waits for an answer',
    approved: `Approved${by}`,
    consumed: `Approved${by}, and run`,
    rejected: `Rejected${by}`,
    expired: 'Nobody answered in time',
    cancelled: 'The client left or gave up before an answer',
  }
  return (
    <output className="block">
      <Callout
        tone={TONES[status]}
        title={
          <>
            {TITLES[status]}
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
