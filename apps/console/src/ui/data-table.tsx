'use client'

import { Fragment, type ReactNode } from 'react'
import { cn } from './cn'
import { ColumnChoice } from './column-choice'
import { SelectAll, type Selection, SelectRow } from './selection'
import { SortTh } from './sort-th'
import { Head, Row, Table, Td, Th } from './table'
import { useHiddenColumns } from './use-columns'

export interface Column<Item> {
  /** Also the word for it in `?sort=`. */
  readonly id: string
  readonly title: string
  readonly cell: (item: Item) => ReactNode
  /** The header is a link that orders the list by it. */
  readonly sortable?: boolean
  /** Said to those who listen, and not shown: what stands there speaks for itself. */
  readonly isTitleHidden?: boolean
  readonly align?: 'right'
  /** Narrower screens leave it out. */
  readonly from?: 'sm' | 'md' | 'lg' | 'xl'
  /** What a row is known by: cannot be put away. */
  readonly fixed?: boolean
  readonly className?: string
}

interface Props<Item> {
  readonly label: string
  /** Names the list where the choice of columns is kept. */
  readonly name: string
  readonly items: readonly Item[]
  readonly columns: readonly Column<Item>[]
  readonly idOf: (item: Item) => string
  readonly selection?: Selection
  /** What stands under a row that is open. */
  readonly detail?: (item: Item) => ReactNode
}

const FROM = { sm: 'max-sm:hidden', md: 'max-md:hidden', lg: 'max-lg:hidden', xl: 'max-xl:hidden' } as const

/** A list of things with columns that can be sorted and put away, and rows that can be selected. */
export function DataTable<Item>({ label, name, items, columns, idOf, selection, detail }: Props<Item>) {
  const { hidden, set } = useHiddenColumns(name)
  const shown = columns.filter(({ id, fixed }) => fixed || !hidden.has(id))
  const styleOf = ({ align, from, className }: Column<Item>) =>
    cn(align === 'right' && 'text-right tabular-nums', from && FROM[from], className, 'last:pr-10')

  return (
    <div className="relative">
      <Table label={label}>
        <Head>
          {selection && <SelectAll selection={selection} ids={items.map(idOf)} />}
          {shown.map((column) =>
            column.sortable ? (
              <SortTh key={column.id} by={column.id} title={column.title} className={styleOf(column)} />
            ) : (
              <Th key={column.id} className={styleOf(column)}>
                {column.isTitleHidden ? <span className="sr-only">{column.title}</span> : column.title}
              </Th>
            ),
          )}
        </Head>
        <tbody>
          {items.map((item) => {
            const under = detail?.(item)
            return (
              <Fragment key={idOf(item)}>
                <Row
                  data-selected={selection?.has(idOf(item)) || undefined}
                  className="data-selected:bg-selected"
                >
                  {selection && <SelectRow selection={selection} id={idOf(item)} />}
                  {shown.map((column) => (
                    <Td key={column.id} className={styleOf(column)}>
                      {column.cell(item)}
                    </Td>
                  ))}
                </Row>
                {under && (
                  <tr className="border-b bg-sunken/50">
                    <td colSpan={shown.length + (selection ? 1 : 0)} className="px-4 py-3">
                      {under}
                    </td>
                  </tr>
                )}
              </Fragment>
            )
          })}
        </tbody>
      </Table>
      <div className="absolute top-1.5 right-1.5">
        <ColumnChoice columns={columns} hidden={hidden} onChange={set} />
      </div>
    </div>
  )
}
