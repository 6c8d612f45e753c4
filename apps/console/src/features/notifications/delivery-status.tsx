import type { RouterOutputs } from '~/trpc/types'
import { Badge, type Tone } from '~/ui/badge'

type Status = RouterOutputs['notifications']['deliveries']['items'][number]['status']

const WORDS: Readonly<Record<Status, { readonly tone: Tone; readonly label: string }>> = {
  queued: { tone: 'hold', label: 'under way' },
  delivered: { tone: 'allow', label: 'delivered' },
  failed: { tone: 'deny', label: 'given up' },
}

export function DeliveryStatusBadge({ status }: { readonly status: Status }) {
  const { tone, label } = WORDS[status]
  return <Badge tone={tone}>{label}</Badge>
}
