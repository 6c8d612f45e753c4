'use client'

import { DATA_CLASSES } from '@sallyport/core'
import { Database } from 'lucide-react'
import { useState } from 'react'
import { DATA_CLASS_WORDS } from '~/features/masking/words'
import { Button } from '~/ui/button'
import { Callout } from '~/ui/callout'
import { cn } from '~/ui/cn'
import { Actions } from '~/ui/dialog'
import { EmptyState } from '~/ui/empty-state'
import { plural } from '~/ui/format'
import { Input } from '~/ui/input'
import { Section } from '~/ui/page'
import { Select } from '~/ui/select'
import { type Classes, columnPath, type Proposals } from './data-classes'
import { MaskSample } from './mask-sample'

const OPTIONS = [
  { value: '', label: 'Not masked' },
  ...DATA_CLASSES.map((value) => ({ value, label: DATA_CLASS_WORDS[value] })),
]
const MOST_SHOWN = 200

interface Props {
  readonly found: Proposals
  readonly classes: Classes
  readonly onChange: (classes: Classes) => void
  readonly onNext: () => void
}

/** Which columns leave masked. Proposed by their names; every one can be changed. */
export function ChooseData({ found, classes, onChange, onNext }: Props) {
  const [search, setSearch] = useState('')
  const [showsAll, setShowsAll] = useState(false)
  const rows = found.relations.flatMap((relation) =>
    relation.columns.map(({ name, dataClass }) => ({
      path: columnPath(found, relation, name),
      table: `${relation.schema}.${relation.name}`,
      name,
      isProposed: dataClass !== null,
    })),
  )
  const wanted = search.trim().toLowerCase()
  const shown = rows.filter(({ path, isProposed }) =>
    wanted ? path.toLowerCase().includes(wanted) : showsAll || isProposed || classes.has(path),
  )

  function set(path: string, value: string): void {
    const next = new Map(classes)
    const dataClass = DATA_CLASSES.find((word) => word === value)
    if (dataClass) next.set(path, dataClass)
    else next.delete(path)
    onChange(next)
  }

  return (
    <Section
      title="What must not leave"
      description={`${plural(classes.size, 'column')} of ${rows.length} will be masked for everybody on this connection`}
      actions={
        <Input
          type="search"
          aria-label="Search columns"
          placeholder="Search columns"
          className="h-8 w-48"
          value={search}
          onChange={({ target }) => setSearch(target.value)}
        />
      }
    >
      {found.problem && (
        <Callout tone="warning" title="The database could not be looked at" className="mb-3">
          {found.problem}. You can go on: masking rules can be written at any time.
        </Callout>
      )}
      {shown.length === 0 ? (
        <EmptyState
          icon={Database}
          title={wanted ? 'No column matches' : 'No column looks sensitive by its name'}
        >
          {rows.length > 0 &&
            !wanted &&
            'Values are looked at too: card numbers and the like are found anywhere.'}
        </EmptyState>
      ) : (
        <ul aria-label="Columns" className="divide-y">
          {shown.slice(0, MOST_SHOWN).map(({ path, table, name }, index) => (
            <li
              key={path}
              className="grid items-center gap-x-3 gap-y-1 py-1.5 sm:grid-cols-[minmax(0,1fr)_13rem_11rem]"
            >
              <span className="min-w-0 truncate font-mono text-xs" title={path}>
                <span className={cn('text-faint', shown[index - 1]?.table === table && 'opacity-60')}>
                  {table}.
                </span>
                <span className="font-semibold">{name}</span>
              </span>
              <Select
                aria-label={`What ${path} holds`}
                options={OPTIONS}
                value={classes.get(path) ?? ''}
                onChange={({ target }) => set(path, target.value)}
              />
              <MaskSample dataClass={classes.get(path) ?? null} />
            </li>
          ))}
        </ul>
      )}
      {shown.length > MOST_SHOWN && (
        <p className="mt-2 text-dense text-faint">
          And {shown.length - MOST_SHOWN} more: search to see them.
        </p>
      )}
      <Actions>
        {!wanted && rows.length > 0 && (
          <Button variant="ghost" className="mr-auto" onClick={() => setShowsAll(!showsAll)}>
            {showsAll ? 'Show what is proposed' : `Show all ${rows.length} columns`}
          </Button>
        )}
        <Button variant="primary" onClick={onNext}>
          Next: policy
        </Button>
      </Actions>
    </Section>
  )
}
