import { Check } from 'lucide-react'
import type { RouterOutputs } from '~/trpc/types'
import { formatDuration, plural } from '~/ui/format'
import { Time } from '~/ui/time'

type Props = Pick<RouterOutputs['approvals']['get'], 'votes' | 'missing'>

/** Who has approved so far, and how many people must still; nothing where one yes is enough. */
export function Votes({ votes, missing }: Props) {
  const approved = votes.filter(({ verdict }) => verdict === 'approved')
  if (approved.length === 0 && missing === 1) return null
  return (
    <div className="text-dense">
      <p className="mb-1 text-muted">
        {plural(missing, 'more person', 'more people')} must approve, each somebody else.
      </p>
      <ul aria-label="Approved so far" className="flex flex-col gap-0.5">
        {approved.map(({ identityId, identityName, at, times, minutes }) => (
          <li key={identityId} className="flex items-center gap-1.5">
            <Check aria-hidden className="size-3.5 shrink-0 text-allow" />
            <span className="font-medium">{identityName}</span>
            <span className="text-faint">
              approved{' '}
              {times !== null && minutes !== null && (
                <>
                  {plural(times, 'time')} within {formatDuration(minutes * 60_000)}{' '}
                </>
              )}
              <Time at={at} />
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}
