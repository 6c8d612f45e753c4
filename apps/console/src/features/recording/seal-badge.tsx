import { BadgeCheck, LoaderCircle, ShieldAlert, ShieldQuestion } from 'lucide-react'
import { Badge } from '~/ui/badge'
import { formatCount } from '~/ui/format'
import type { Seal } from './recording-source'

/** What the browser found when it checked the recording's hash chain itself. */
export function SealBadge({ seal }: { readonly seal: Seal }) {
  return (
    <output aria-label="Integrity" className="inline-flex">
      <SealText seal={seal} />
    </output>
  )
}

function SealText({ seal }: { readonly seal: Seal }) {
  switch (seal.state) {
    case 'checking':
      return (
        <Badge>
          <LoaderCircle aria-hidden className="animate-spin" /> checking
        </Badge>
      )
    case 'verified':
      return (
        <Badge
          tone="allow"
          title={
            seal.isWhole
              ? `All ${formatCount(seal.events)} events follow each other, and the last is the one that the console’s database names`
              : `${formatCount(seal.events)} events so far follow each other`
          }
        >
          <BadgeCheck aria-hidden /> verified{!seal.isWhole && ' so far'}
        </Badge>
      )
    case 'broken':
      return (
        <Badge tone="deny" title={seal.reason}>
          <ShieldAlert aria-hidden /> broken at event {formatCount(seal.event + 1)}
        </Badge>
      )
    case 'unavailable':
      return (
        <Badge tone="hold" title={seal.reason}>
          <ShieldQuestion aria-hidden /> not verified
        </Badge>
      )
  }
}
