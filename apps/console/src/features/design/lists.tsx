'use client'

import { useSearchParams } from 'next/navigation'
import { Badge } from '~/ui/badge'
import { Button } from '~/ui/button'
import { type Column, DataTable } from '~/ui/data-table'
import { formatCount } from '~/ui/format'
import { Section } from '~/ui/page'
import { SelectionBar, useSelection } from '~/ui/selection'
import { parseSort, sortRows } from '~/ui/sort'
import { toast } from '~/ui/toast'
import { VirtualList } from '~/ui/virtual-list'

interface Example {
  readonly id: string
  readonly name: string
  readonly state: 'allow' | 'hold' | 'deny'
  readonly rows: number
}

const EXAMPLES: readonly Example[] = [
  { id: '1', name: 'orders', state: 'allow', rows: 12_003 },
  { id: '2', name: 'customers', state: 'hold', rows: 990 },
  { id: '3', name: 'payments', state: 'deny', rows: 4_500_000 },
]

const COLUMNS: readonly Column<Example>[] = [
  { id: 'name', title: 'Table', cell: ({ name }) => name, sortable: true, fixed: true },
  { id: 'state', title: 'Effect', cell: ({ state }) => <Badge tone={state}>{state}</Badge> },
  { id: 'rows', title: 'Rows', cell: ({ rows }) => formatCount(rows), sortable: true, align: 'right' },
]

const MANY = Array.from({ length: 100_000 }, (_, index) => index + 1)

export function Lists() {
  const sort = parseSort(useSearchParams().get('sort'))
  const selection = useSelection()
  const rows =
    sort?.by === 'name' || sort?.by === 'rows'
      ? sortRows(EXAMPLES, (row) => row[sort.by === 'name' ? 'name' : 'rows'], sort.descending)
      : EXAMPLES
  return (
    <Section title="Lists" description="Sort by a header, put columns away, select rows">
      <div className="flex flex-col gap-4">
        <DataTable
          label="Examples"
          name="design"
          items={rows}
          columns={COLUMNS}
          idOf={({ id }) => id}
          selection={selection}
        />
        <SelectionBar selection={selection}>
          <Button size="sm" onClick={() => toast(`${selection.size} rows`)}>
            Do it
          </Button>
        </SelectionBar>
        <VirtualList
          label="A hundred thousand rows"
          items={MANY}
          rowHeight={32}
          height={160}
          row={(number) => <span className="tabular-nums">Row {formatCount(number)}</span>}
        />
      </div>
    </Section>
  )
}
