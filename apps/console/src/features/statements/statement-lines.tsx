import type { RouterOutputs } from '~/trpc/types'
import { Badge } from '~/ui/badge'
import { SqlLine } from '~/ui/code'
import { Time } from '~/ui/time'
import { EffectBadge } from './effect-badge'

type Statement = RouterOutputs['approvals']['get']['statements'][number]

/** A few statements, one line each. */
export function StatementLines({ statements }: { readonly statements: readonly Statement[] }) {
  if (statements.length === 0) return <p className="text-dense text-faint">This is its first statement.</p>
  return (
    <ol className="flex flex-col divide-y">
      {statements.map((statement) => (
        <li key={statement.number} className="flex items-center gap-3 py-1.5 first:pt-0 last:pb-0">
          <span className="w-6 text-right text-xs text-faint tabular-nums">{statement.number}</span>
          <div className="min-w-0 flex-1">
            <SqlLine text={statement.text} />
          </div>
          {statement.status === 'failed' && <Badge tone="deny">{statement.errorCode ?? 'failed'}</Badge>}
          <EffectBadge effect={statement.effect} />
          <Time at={statement.at} className="w-20 text-right text-xs text-faint max-sm:hidden" />
        </li>
      ))}
    </ol>
  )
}
