'use client'

import { useSuspenseInfiniteQuery } from '@tanstack/react-query'
import { ListX } from 'lucide-react'
import { EffectBadge } from '~/features/statements/effect-badge'
import { useTRPC } from '~/trpc/client'
import type { RouterOutputs } from '~/trpc/types'
import { Badge, type Tone } from '~/ui/badge'
import { Button } from '~/ui/button'
import { Sql } from '~/ui/code'
import { EmptyState } from '~/ui/empty-state'
import { formatCount, formatDuration } from '~/ui/format'
import { Head, Row, Table, Td, Th } from '~/ui/table'
import { Time } from '~/ui/time'
import { VisibleText } from '~/ui/visible-text'
import { STATEMENT_PAGES } from './statement-pages'

type Statement = RouterOutputs['sessions']['statements']['items'][number]

const STATUSES: Readonly<Record<string, { readonly tone: Tone; readonly label: string }>> = {
  held: { tone: 'hold', label: 'waits' },
  running: { tone: 'accent', label: 'running' },
  done: { tone: 'neutral', label: 'done' },
  failed: { tone: 'deny', label: 'failed' },
  refused: { tone: 'deny', label: 'refused' },
}

/** Every statement of a session with what was decided about it. */
export function StatementTable({ id }: { readonly id: string }) {
  const trpc = useTRPC()
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = useSuspenseInfiniteQuery(
    trpc.sessions.statements.infiniteQueryOptions({ id }, STATEMENT_PAGES),
  )
  const statements = data.pages.flatMap(({ items }) => items)
  if (statements.length === 0) {
    return (
      <EmptyState icon={ListX} title="This session has no statement yet">
        What the client sends appears here by itself.
      </EmptyState>
    )
  }
  return (
    <>
      <Table label="Statements">
        <Head>
          <Th className="w-10 text-right">#</Th>
          <Th>Statement</Th>
          <Th>Decision</Th>
          <Th className="text-right max-sm:hidden">Rows</Th>
          <Th className="text-right max-md:hidden">Took</Th>
          <Th className="text-right max-md:hidden">When</Th>
        </Head>
        <tbody>
          {statements.map((statement) => (
            <StatementRow key={statement.number} statement={statement} />
          ))}
        </tbody>
      </Table>
      {hasNextPage && (
        <Button className="self-center" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Show more
        </Button>
      )}
    </>
  )
}

function StatementRow({ statement }: { readonly statement: Statement }) {
  return (
    <Row className="align-top">
      <Td className="text-right text-faint tabular-nums">{statement.number}</Td>
      <Td className="w-full max-w-0 min-w-40">
        <pre className="max-h-40 overflow-auto font-mono text-xs leading-5 break-words whitespace-pre-wrap">
          <Sql text={statement.text} />
        </pre>
        {statement.resources.length > 0 && (
          <p className="mt-0.5 truncate text-xs text-faint">
            {statement.verbs.join(', ')} · <VisibleText>{statement.resources.join(', ')}</VisibleText>
          </p>
        )}
      </Td>
      <Td className="sm:min-w-40">
        <Decision statement={statement} />
      </Td>
      <Td className="text-right tabular-nums max-sm:hidden">{formatCount(statement.rowCount)}</Td>
      <Td className="text-right whitespace-nowrap text-muted tabular-nums max-md:hidden">
        {statement.durationMs === null ? '–' : formatDuration(statement.durationMs)}
      </Td>
      <Td className="text-right text-faint max-md:hidden">
        <Time at={statement.at} />
      </Td>
    </Row>
  )
}

/** What was decided, by which rule, and how it ended if not well. */
function Decision({ statement }: { readonly statement: Statement }) {
  const status = STATUSES[statement.status] ?? { tone: 'neutral', label: statement.status }
  return (
    <span className="flex flex-col items-start gap-1">
      <span className="flex gap-1 max-sm:flex-col max-sm:items-start">
        <EffectBadge effect={statement.effect} />
        {statement.status !== 'done' && (
          <Badge tone={status.tone}>
            {status.label} {statement.status === 'failed' && statement.errorCode}
          </Badge>
        )}
      </span>
      <span className="text-xs text-faint max-sm:hidden">{statement.ruleName ?? 'no rule'}</span>
    </span>
  )
}
