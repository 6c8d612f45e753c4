'use client'

import { useSuspenseQuery } from '@tanstack/react-query'
import { ChevronRight, SearchX } from 'lucide-react'
import Link from 'next/link'
import { useTRPC } from '~/trpc/client'
import type { RouterInputs, RouterOutputs } from '~/trpc/types'
import { Badge } from '~/ui/badge'
import { Button } from '~/ui/button'
import { Callout } from '~/ui/callout'
import { Sql } from '~/ui/code'
import { EmptyState } from '~/ui/empty-state'
import { formatCount, formatDuration } from '~/ui/format'
import { Pager } from '~/ui/list-controls'
import { Head, Row, RowLink, Table, Td, Th } from '~/ui/table'
import { Time } from '~/ui/time'
import { useUrlState } from '~/ui/use-url-state'
import { VisibleText } from '~/ui/visible-text'
import { EffectBadge } from './effect-badge'

type Found = RouterOutputs['statements']['search']['items'][number]

/** More than this is read in the session. */
const SHOWN_CHARACTERS = 600

interface Props {
  readonly input: RouterInputs['statements']['search']
  readonly isFiltered: boolean
}

/** The statements that a search finds, the newest first; each leads to its moment in the recording. */
export function FoundList({ input, isFiltered }: Props) {
  const trpc = useTRPC()
  const { data } = useSuspenseQuery(trpc.statements.search.queryOptions(input))
  const { items, nextCursor, searchedTo } = data
  if (items.length === 0 && !nextCursor) return <NothingFound isFiltered={isFiltered} />
  return (
    <>
      {items.length > 0 && (
        <Table label="Statements">
          <Head>
            <Th>Statement</Th>
            <Th>Who</Th>
            <Th className="max-md:hidden">Decision</Th>
            <Th className="text-right max-md:hidden">Rows</Th>
            <Th className="text-right max-lg:hidden">Took</Th>
            <Th className="text-right">When</Th>
          </Head>
          <tbody>
            {items.map((item) => (
              <FoundRow key={`${item.sessionId} ${item.number}`} item={item} />
            ))}
          </tbody>
        </Table>
      )}
      {searchedTo && <SearchedSoFar at={searchedTo} next={nextCursor} found={items.length} />}
      {!searchedTo && <Pager next={nextCursor} />}
    </>
  )
}

function FoundRow({ item }: { readonly item: Found }) {
  const { text, identity, connectionName, status, errorCode } = item
  return (
    <Row className="align-top">
      <Td className="w-full max-w-0 min-w-40">
        <RowLink href={`/sessions/${item.sessionId}?statement=${item.number}`} className="block font-normal">
          <span className="sr-only">
            Statement {item.number} of <VisibleText>{identity.name}</VisibleText> on {connectionName}:
          </span>
          <pre className="line-clamp-4 font-mono text-xs leading-5 break-words whitespace-pre-wrap">
            <Sql text={text.slice(0, SHOWN_CHARACTERS)} />
          </pre>
        </RowLink>
        {item.resources.length > 0 && (
          <p className="mt-0.5 truncate text-xs text-faint">
            {item.verbs.join(', ')} · <VisibleText>{item.resources.join(', ')}</VisibleText>
          </p>
        )}
        <span className="mt-1 inline-block md:hidden">
          <EffectBadge effect={item.effect} />
        </span>
      </Td>
      <Td className="max-w-44">
        <span className="block truncate">
          <VisibleText>{identity.name}</VisibleText>
        </span>
        <span className="block truncate text-xs text-faint">
          <VisibleText>{connectionName}</VisibleText>
        </span>
      </Td>
      <Td className="max-md:hidden sm:min-w-36">
        <span className="flex flex-wrap gap-1">
          <EffectBadge effect={item.effect} />
          {status !== 'done' && (
            <Badge tone={status === 'failed' || status === 'refused' ? 'deny' : 'neutral'}>
              {status} {status === 'failed' && errorCode}
            </Badge>
          )}
        </span>
        <span className="mt-0.5 block truncate text-xs text-faint">
          {item.ruleName === null ? 'no rule' : <VisibleText>{item.ruleName}</VisibleText>}
        </span>
      </Td>
      <Td className="text-right tabular-nums max-md:hidden">{formatCount(item.rowCount)}</Td>
      <Td className="text-right whitespace-nowrap text-muted tabular-nums max-lg:hidden">
        {item.durationMs === null ? '–' : formatDuration(item.durationMs)}
      </Td>
      <Td className="text-right whitespace-nowrap text-faint">
        <Time at={item.at} />
      </Td>
    </Row>
  )
}

/** What has no index is looked for piece by piece: nobody should take a part for the whole. */
function SearchedSoFar(props: {
  readonly at: Date
  readonly next: string | undefined
  readonly found: number
}) {
  const { at, next, found } = props
  const { href } = useUrlState()
  return (
    <Callout tone="info" title={found > 0 ? 'There may be more' : 'Nothing found so far'} announce>
      The search looked back to <Time at={at} exactly />. A table, a person or a word of three letters makes
      it look at everything at once.
      {next && (
        <Button asChild size="sm" className="mt-2">
          <Link href={href({ cursor: next })} rel="next">
            Search further back <ChevronRight aria-hidden />
          </Link>
        </Button>
      )}
    </Callout>
  )
}

function NothingFound({ isFiltered }: { readonly isFiltered: boolean }) {
  return isFiltered ? (
    <EmptyState icon={SearchX} title="No statement matches">
      All of what you ask for has to be true at once: take a filter away to see more. Values of masked columns
      are not kept here, so they are not found.
    </EmptyState>
  ) : (
    <EmptyState icon={SearchX} title="Nothing was recorded yet">
      Every statement that goes through a gateway appears here by itself.
    </EmptyState>
  )
}
