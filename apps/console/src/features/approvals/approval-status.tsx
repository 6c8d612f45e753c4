import type { ApprovalStatus as Status } from '@sallyport/core'
import { Badge, type Tone } from '~/ui/badge'

interface Words {
  readonly tone: Tone
  readonly label: string
  readonly title: string
}

const STATUSES: Readonly<Record<Status, Words>> = {
  pending: { tone: 'hold', label: 'Pending', title: 'Waits for an answer' },
  approved: { tone: 'allow', label: 'Approved', title: 'Approved; the gateway has not run it yet' },
  consumed: { tone: 'allow', label: 'Approved and run', title: 'Approved, and run once' },
  rejected: { tone: 'deny', label: 'Rejected', title: 'Rejected; the client was told why' },
  expired: { tone: 'neutral', label: 'Expired', title: 'Nobody answered in time' },
  cancelled: { tone: 'neutral', label: 'Cancelled', title: 'The client left or gave up' },
}

const OF_ACCESS: Readonly<Partial<Record<Status, Words>>> = {
  approved: { tone: 'allow', label: 'In force', title: 'Approved, until its end' },
  rejected: { tone: 'deny', label: 'Rejected', title: 'Rejected; the requester sees why' },
  cancelled: { tone: 'neutral', label: 'Withdrawn', title: 'Withdrawn before an answer' },
}

const ENDED: Words = { tone: 'neutral', label: 'Ended', title: 'Its time is over' }
const TAKEN_BACK: Words = { tone: 'deny', label: 'Taken back', title: 'Taken back before its end' }

interface Props {
  readonly status: Status
  readonly kind?: 'statement' | 'access'
  /** Who said yes to access, if anybody has. */
  readonly decidedByName?: string | null
}

export function ApprovalStatusBadge({ status, kind = 'statement', decidedByName = null }: Props) {
  const { tone, label, title } = wordsOf(status, kind, decidedByName !== null)
  return (
    <Badge tone={tone} title={title}>
      {label}
    </Badge>
  )
}

function wordsOf(status: Status, kind: 'statement' | 'access', wasGranted: boolean): Words {
  if (kind === 'statement') return STATUSES[status]
  if (wasGranted && status === 'expired') return ENDED
  if (wasGranted && status === 'cancelled') return TAKEN_BACK
  return OF_ACCESS[status] ?? STATUSES[status]
}
