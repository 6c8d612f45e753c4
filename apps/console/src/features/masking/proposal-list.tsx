'use client'

import type { DataClass } from '@sallyport/core'
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { ScanSearch } from 'lucide-react'
import { useMay } from '~/features/me/use-me'
import { useTRPC } from '~/trpc/client'
import { messageOf } from '~/trpc/form-errors'
import { Badge } from '~/ui/badge'
import { Button } from '~/ui/button'
import { Callout } from '~/ui/callout'
import { EmptyState } from '~/ui/empty-state'
import { plural } from '~/ui/format'
import { SelectAll, SelectionBar, SelectRow, useSelection } from '~/ui/selection'
import { Head, Row, Table, Td, Th } from '~/ui/table'
import { Time } from '~/ui/time'
import { toast } from '~/ui/toast'
import { DATA_CLASS_WORDS } from './words'

interface Props {
  readonly connectionId: string
  readonly search: string | undefined
  readonly dataClass: DataClass | undefined
}

/** Columns that by their names hold personal data or secrets, to be masked many at once. */
export function ProposalList({ connectionId, search = '', dataClass }: Props) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const may = useMay()
  const selection = useSelection()
  const { data } = useSuspenseQuery(trpc.maskingRules.proposals.queryOptions({ id: connectionId }))
  const accept = useMutation(
    trpc.maskingRules.acceptProposals.mutationOptions({
      onSuccess: ({ rules }, { columns }) => {
        toast(`${plural(columns.length, 'column')} masked by ${plural(rules.length, 'rule')}`)
        selection.clear()
      },
      onError: (error) => toast(messageOf(error), 'error'),
      onSettled: () => queryClient.invalidateQueries(trpc.maskingRules.pathFilter()),
    }),
  )
  const wanted = search.toLowerCase()
  const shown = data.items.filter(
    (item) => item.column.toLowerCase().includes(wanted) && (!dataClass || item.dataClass === dataClass),
  )
  const mayMask = may('masking:write')
  const chosen = data.items.filter(({ column }) => selection.has(column))

  return (
    <div className="flex flex-col gap-4">
      {data.problem && (
        <Callout tone="warning" title="The target could not be read now">
          {data.problem}.{' '}
          {data.readAt ? 'What is known from before is shown.' : 'Nothing is known of it yet.'}
        </Callout>
      )}
      {data.readAt && (
        <p className="text-dense text-muted">
          Of {plural(data.columns, 'column')}, {data.masked} {data.masked === 1 ? 'is' : 'are'} masked by
          rules, and the names of {data.items.length} more say that they should be. Read{' '}
          <Time at={data.readAt} />.
        </p>
      )}
      {!data.readAt ? null : shown.length === 0 ? (
        <EmptyState
          icon={ScanSearch}
          title={data.items.length > 0 ? 'No proposal matches' : 'Nothing to propose'}
        >
          {data.items.length > 0
            ? 'Take a filter away to see more.'
            : 'Only names and types are looked at. Detectors find values in whatever column they are: choose them in a masking rule.'}
        </EmptyState>
      ) : (
        <Table label="Proposals">
          <Head>
            {mayMask && <SelectAll selection={selection} ids={shown.map(({ column }) => column)} />}
            <Th>Column</Th>
            <Th>Holds</Th>
            <Th className="max-sm:hidden">Type</Th>
          </Head>
          <tbody>
            {shown.map(({ column, dataClass: holds, type }) => (
              <Row key={column}>
                {mayMask && <SelectRow selection={selection} id={column} />}
                <Td className="font-mono text-xs break-all">{column}</Td>
                <Td>
                  <Badge tone="masked">{DATA_CLASS_WORDS[holds]}</Badge>
                </Td>
                <Td className="text-muted max-sm:hidden">{type}</Td>
              </Row>
            ))}
          </tbody>
        </Table>
      )}
      <SelectionBar selection={selection}>
        <Button
          variant="primary"
          size="sm"
          busy={accept.isPending}
          onClick={() =>
            accept.mutate({
              connectionId,
              columns: chosen.map(({ column, dataClass: holds }) => ({ column, dataClass: holds })),
            })
          }
        >
          Mask {plural(chosen.length, 'column')}
        </Button>
      </SelectionBar>
    </div>
  )
}
