import type { RecordedApproval } from '@sallyport/recording'
import { CircleCheck, CircleX, Hand, TimerOff } from 'lucide-react'
import Link from 'next/link'
import { formatClock, formatDuration } from '~/ui/format'
import { VisibleText } from '~/ui/visible-text'

const STEPS = {
  requested: { icon: Hand, style: 'text-hold', text: 'Approval requested' },
  approved: { icon: CircleCheck, style: 'text-allow', text: 'Approved' },
  rejected: { icon: CircleX, style: 'text-deny', text: 'Rejected' },
  expired: { icon: TimerOff, style: 'text-muted', text: 'Nobody answered in time' },
  cancelled: { icon: CircleX, style: 'text-muted', text: 'The client left or gave up' },
} as const

interface Props {
  readonly steps: readonly RecordedApproval[]
  readonly startAt: number
}

/** How a held statement came to be released, or not. */
export function HoldSteps({ steps, startAt }: Props) {
  const requestedAt = steps[0]?.at ?? 0
  return (
    <ol aria-label="Approval" className="flex flex-col gap-1 rounded-md bg-sunken px-3 py-2 text-dense">
      {steps.map(({ at, status, by, reason, approvalId }) => {
        const { icon: Icon, style, text } = STEPS[status]
        return (
          <li key={`${status} ${at}`} className="flex items-start gap-2">
            <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${style}`} />
            <span className="min-w-0">
              {status === 'requested' ? (
                <Link
                  href={`/approvals/${approvalId}`}
                  prefetch={false}
                  className="text-accent hover:underline"
                >
                  {text}
                </Link>
              ) : (
                text
              )}
              {by && ` by ${by}`}
              {status !== 'requested' && ` after ${formatDuration(at - requestedAt)}`}
              {reason && (
                <>
                  : “<VisibleText>{reason}</VisibleText>”
                </>
              )}
              <span className="ml-2 text-xs text-faint tabular-nums">{formatClock(at - startAt)}</span>
            </span>
          </li>
        )
      })}
    </ol>
  )
}
