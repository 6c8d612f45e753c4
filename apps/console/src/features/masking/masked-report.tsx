'use client'

import { useSuspenseQuery } from '@tanstack/react-query'
import { EyeOff } from 'lucide-react'
import { useTRPC } from '~/trpc/client'
import { Badge } from '~/ui/badge'
import { EmptyState } from '~/ui/empty-state'
import { formatCount } from '~/ui/format'
import { Head, Row, RowLink, Table, Td, Th } from '~/ui/table'
import { DATA_CLASS_WORDS } from './words'

interface Props {
  readonly days: number
  readonly search: string | undefined
}

/** What results showed masked: in all by class, then by column and identity. */
export function MaskedReport({ days, search = '' }: Props) {
  const trpc = useTRPC()
  const { data } = useSuspenseQuery(trpc.maskingRules.report.queryOptions({ days }))
  const wanted = search.toLowerCase()
  const shown = data.items.filter(({ identityName, connectionName, column, rule, dataClass }) =>
    [identityName, connectionName, column, rule, DATA_CLASS_WORDS[dataClass]].some((text) =>
      text.toLowerCase().includes(wanted),
    ),
  )
  if (shown.length === 0) {
    return (
      <EmptyState icon={EyeOff} title={data.items.length > 0 ? 'Nothing matches' : 'Nothing was masked'}>
        {data.items.length > 0
          ? 'Search looks at columns, connections, rules and who read.'
          : 'No result showed a masked column in this time. Look further back, or see whether a masking rule names the columns.'}
      </EmptyState>
    )
  }
  return (
    <div className="flex flex-col gap-4">
      <ul aria-label="By class" className="flex flex-wrap gap-2">
        {data.byClass.map(({ dataClass, values }) => (
          <li key={dataClass}>
            <Badge tone="masked">
              {DATA_CLASS_WORDS[dataClass]}: {formatCount(values)}
            </Badge>
          </li>
        ))}
      </ul>
      <Table label="What was masked">
        <Head>
          <Th>Column</Th>
          <Th>Who read it</Th>
          <Th className="max-md:hidden">Rule</Th>
          <Th className="max-sm:hidden">Where</Th>
          <Th className="text-right max-sm:hidden">Statements</Th>
          <Th className="text-right">Values</Th>
        </Head>
        <tbody>
          {shown.map(
            ({ identityId, identityName, connectionName, column, where, rule, statements, values }) => (
              <Row key={JSON.stringify([identityId, connectionName, column, where, rule])}>
                <Td className="max-w-72 truncate font-mono text-xs" title={`${connectionName}: ${column}`}>
                  <span className="text-faint">{connectionName}: </span>
                  {column}
                </Td>
                <Td>
                  <RowLink href={`/sessions?identity=${identityId}`}>{identityName}</RowLink>
                </Td>
                <Td className="text-muted max-md:hidden">{rule}</Td>
                <Td className="text-muted max-sm:hidden">
                  {where === 'source' ? 'as it was read' : 'in the result'}
                </Td>
                <Td className="text-right tabular-nums max-sm:hidden">{formatCount(statements)}</Td>
                <Td className="text-right tabular-nums">{formatCount(values)}</Td>
              </Row>
            ),
          )}
        </tbody>
      </Table>
    </div>
  )
}
