'use client'

import type { RecordedMask } from '@sallyport/recording'
import { memo } from 'react'
import { EffectBadge } from '~/features/statements/effect-badge'
import { Badge } from '~/ui/badge'
import { CodeBlock } from '~/ui/code'
import { formatClock, formatCount, formatDuration, formatSize, plural } from '~/ui/format'
import { VisibleText } from '~/ui/visible-text'
import { BlockView } from './block-view'
import { HoldSteps } from './hold-steps'
import { type ReplayStatement, sentUntil } from './replay'

interface Props {
  readonly entry: ReplayStatement
  readonly startAt: number
  /** The moment that is shown, as the time of the last event before it. */
  readonly at: number
  /** Number of events: the entry itself grows in place. */
  readonly events: number
}

const NO_MASKS: readonly RecordedMask[] = []

/** A statement, what was decided about it, and what the client had seen by a moment. */
export const StatementView = memo(function StatementView({ entry, startAt, at }: Props) {
  const { statement, approvals, blocks, masked } = entry
  const { decision, parameters = [] } = statement
  const steps = approvals.filter((step) => step.at <= at)
  const shown = blocks.filter((block) => block.at <= at)
  const end = entry.end && entry.end.at <= at ? entry.end : null
  const { rows, bytes } = sentUntil(entry, at)

  return (
    <article aria-label={`Statement ${statement.statement}`} className="flex min-w-0 flex-col gap-3">
      <header className="flex flex-wrap items-center gap-2 text-dense">
        <span className="font-semibold">Statement {statement.statement}</span>
        <EffectBadge effect={decision.effect} />
        <span className="text-faint">{decision.rule ? `by “${decision.rule}”` : 'no rule covers it'}</span>
        <span className="ml-auto flex items-center gap-2 text-faint">
          {masked > 0 && end && <Badge tone="masked">{plural(masked, 'value')} masked</Badge>}
          {end &&
            `${end.status === 'done' ? 'took' : `${end.status} after`} ${formatDuration(end.at - statement.at)}`}
        </span>
      </header>
      <CodeBlock text={statement.text} language="sql" label="Statement" className="[&_pre]:max-h-72" />
      {parameters.length > 0 && (
        <ul aria-label="Parameters" className="flex flex-wrap gap-1.5 font-mono text-xs">
          {parameters.map((value, index) => (
            <li key={index} className="max-w-full truncate rounded bg-sunken px-1.5 ring-1 ring-line">
              <span className="text-code-number">${index + 1}</span> ={' '}
              {value === null ? <em className="text-faint">NULL</em> : <VisibleText>{value}</VisibleText>}
            </li>
          ))}
        </ul>
      )}
      {decision.message && <p className="text-dense text-muted">Said to the client: “{decision.message}”</p>}
      {steps.length > 0 && <HoldSteps steps={steps} startAt={startAt} />}
      {shown.map((block, index) => (
        <BlockView key={index} block={block} at={at} masks={statement.masks ?? NO_MASKS} />
      ))}
      {shown.length === 0 && (
        <p className="text-dense text-faint">{waitingWords(end !== null, steps.at(-1)?.status)}</p>
      )}
      <dl aria-label="What it came to" className="flex flex-wrap gap-x-6 gap-y-1 border-t pt-2 text-dense">
        <Figure name="Began">{formatClock(statement.at - startAt)}</Figure>
        <Figure name={end ? 'Took' : 'So far'}>{formatDuration((end?.at ?? at) - statement.at)}</Figure>
        <Figure name={end ? 'Rows' : 'Rows so far'}>{formatCount(end?.rows ?? rows)}</Figure>
        <Figure name={end ? 'Sent to the client' : 'Sent so far'}>{formatSize(bytes)}</Figure>
        {end?.code && <Figure name="SQLSTATE">{end.code}</Figure>}
      </dl>
    </article>
  )
})

function Figure({ name, children }: { readonly name: string; readonly children: string }) {
  return (
    <div className="flex gap-1.5">
      <dt className="text-faint">{name}</dt>
      <dd className="tabular-nums">{children}</dd>
    </div>
  )
}

function waitingWords(isOver: boolean, hold: string | undefined): string {
  if (isOver) return 'The client was sent nothing for it.'
  return hold === 'requested' ? 'The client waits for an approval.' : 'Nothing has come back yet.'
}
