'use client'

import { EffectList } from '~/features/statements/effect-list'
import type { RouterOutputs } from '~/trpc/types'
import { CodeBlock } from '~/ui/code'
import { plural } from '~/ui/format'
import { Impact } from './impact'
import { Parameters } from './parameters'

interface Props {
  readonly approval: RouterOutputs['approvals']['get']
  /** Stands at the very end of what is asked, for whoever wants to know that it was read. */
  readonly end: React.ReactNode
}

/** A statement that waits: what it does in words, and the whole of its text and parameters. */
export function StatementRequest({ approval, end }: Props) {
  const { statement, operations, parameters } = approval
  return (
    <>
      <EffectList operations={operations} text={statement} />
      <div>
        <p className="mb-1.5 text-dense text-faint">
          The statement in full · {plural(statement.split('\n').length, 'line')},{' '}
          {plural(statement.length, 'character')}
          {approval.isMasked && (
            <strong className="font-medium text-masked">
              {' '}
              · values that you may not see are masked; what runs is what was sent
            </strong>
          )}
        </p>
        <CodeBlock text={statement} language="sql" label="Statement" end={end} />
      </div>
      {parameters.length > 0 && <Parameters parameters={parameters} />}
      <Impact approval={approval} />
    </>
  )
}
