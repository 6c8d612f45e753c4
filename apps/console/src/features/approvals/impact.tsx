import type { RouterOutputs } from '~/trpc/types'
import { Badge } from '~/ui/badge'
import { Fact, Facts } from '~/ui/facts'
import { formatCount, formatSize, plural } from '~/ui/format'
import { Time } from '~/ui/time'
import { VisibleText } from '~/ui/visible-text'
import { lockWords } from './lock-words'

interface Props {
  readonly approval: RouterOutputs['approvals']['get']
}

/** What a held statement would touch: rows, sizes, kinds of data, and who waits meanwhile. */
export function Impact({ approval: { impact, status } }: Props) {
  if (!impact) {
    return status === 'pending' ? (
      <p className="text-dense text-faint">What it would touch is being found out…</p>
    ) : null
  }
  const { tables, plan, planProblem, dataClasses, locks, transactionSince, othersWaiting } = impact
  return (
    <section aria-label="Impact" className="rounded-md border px-3 py-2.5">
      <Facts>
        <Fact label="Rows">
          {plan ? (
            <>
              about <strong className="font-semibold tabular-nums">{formatCount(plan.rows)}</strong>{' '}
              <span className="text-faint">(as the target’s planner expects; nothing was run)</span>
            </>
          ) : (
            <span className="text-muted">{planProblem ?? 'not known'}</span>
          )}
        </Fact>
        {tables.length > 0 && (
          <Fact label="Tables">
            <ul className="flex flex-col gap-0.5">
              {tables.map(({ name, rows, bytes }) => (
                <li key={name}>
                  <code className="font-mono text-xs break-all">
                    <VisibleText>{name}</VisibleText>
                  </code>{' '}
                  <span className="text-faint">
                    {rows === null ? 'never counted' : `about ${plural(rows, 'row')}`}
                    {bytes !== null && `, ${formatSize(bytes)}`}
                  </span>
                </li>
              ))}
            </ul>
          </Fact>
        )}
        <Fact label="Kinds of data">
          {dataClasses.length === 0 ? (
            <span className="text-faint">none that masking rules name</span>
          ) : (
            <span className="flex flex-wrap gap-1">
              {dataClasses.map((each) => (
                <Badge key={each} tone="masked">
                  {each}
                </Badge>
              ))}
            </span>
          )}
        </Fact>
        {transactionSince && (
          <Fact label="Transaction">
            open since <Time at={new Date(transactionSince)} />
            {locks.length > 0 && (
              <ul className="mt-0.5 flex flex-col gap-0.5">
                {locks.map(({ relation, mode }) => (
                  <li key={`${relation} ${mode}`}>
                    <code className="font-mono text-xs break-all">
                      <VisibleText>{relation}</VisibleText>
                    </code>{' '}
                    <span className="text-faint" title={mode}>
                      {lockWords(mode)}
                    </span>
                  </li>
                ))}
              </ul>
            )}
          </Fact>
        )}
        {othersWaiting > 0 && (
          <Fact label="Waiting">
            <strong className="font-semibold text-deny">
              {plural(othersWaiting, 'other session waits', 'other sessions wait')} for what it has locked
            </strong>
          </Fact>
        )}
      </Facts>
    </section>
  )
}
