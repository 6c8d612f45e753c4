import type { ApprovalStatus as Status } from '@sallyport/core'
import { Badge, type Tone } from '~/ui/badge'

const STATUSES: Readonly<
  Record<Status, { readonly tone: Tone; readonly label: string; readonly title: string }>
> = {
  pending: { tone: 'hold', label: 'Pending', title: 'Waits for an answer' },
  approved: { tone: 'allow', label: 'Approved', title: 'Approved; the gateway has not run it yet' },
  consumed: { tone: 'allow', label: 'Approved and run', title: 'Approved, and run once' },
  rejected: { tone: 'deny', label: 'Rejected', title: 'Rejected; the client was told why' },
  expired: { tone: 'neutral', label: 'Expired', title: 'Nobody answered in time' },
  cancelled: { tone: 'neutral', label: 'Cancelled', title: 'The client left or gave up' },
}

export function ApprovalStatusBadge({ status }: { readonly status: Status }) {
  const { tone, label, title } = STATUSES[status]
  return (
    <Badge tone={tone} title={title}>
      {label}
    </Badge>
  )
}
