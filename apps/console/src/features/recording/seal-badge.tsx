import { BadgeCheck, LoaderCircle, ShieldAlert, ShieldQuestion } from 'lucide-react'
import { Badge } from '~/ui/badge'
import { formatCount } from '~/ui/format'
import type { Signature } from './check-signature'
import type { Seal } from './recording-source'

interface Props {
  readonly seal: Seal
  /** null: not known yet. */
  readonly signature: Signature | null
}

/** What the browser found when it checked the recording's hash chain and signature itself. */
export function SealBadge({ seal, signature }: Props) {
  return (
    <output aria-label="Integrity" className="inline-flex">
      <SealText seal={seal} signature={signature} />
    </output>
  )
}

function SealText({ seal, signature }: Props) {
  switch (seal.state) {
    case 'checking':
      return (
        <Badge>
          <LoaderCircle aria-hidden className="animate-spin" /> checking
        </Badge>
      )
    case 'verified':
      if (!seal.isWhole) {
        return (
          <Badge tone="allow" title={`${formatCount(seal.events)} events so far follow each other`}>
            <BadgeCheck aria-hidden /> verified so far
          </Badge>
        )
      }
      if (signature?.state === 'wrong') {
        return (
          <Badge tone="deny" title={signature.reason}>
            <ShieldAlert aria-hidden /> not signed by this console
          </Badge>
        )
      }
      return (
        <Badge
          tone="allow"
          title={`All ${formatCount(seal.events)} events follow each other, and the last is the one that the console’s database names${signature?.state === 'signed' ? `. Signed with the key ${signature.kid}` : ''}`}
        >
          <BadgeCheck aria-hidden /> verified{signature?.state === 'signed' && ', signed'}
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
