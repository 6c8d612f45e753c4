'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '~/trpc/client'
import { Select } from '~/ui/select'

interface Props {
  readonly value: string | null
  readonly onChange: (value: string | null) => void
  /** The present owner, who may be beyond the first page of people. */
  readonly current?: { readonly id: string; readonly name: string } | null
}

/** The person an agent acts for. */
export function OwnerSelect({ value, onChange, current = null }: Props) {
  const trpc = useTRPC()
  const { data } = useQuery(trpc.identities.list.queryOptions({ kind: 'person' }))
  const people = (data?.items ?? []).filter(({ id, disabledAt }) => !disabledAt || id === value)
  const isMissing = current && !people.some(({ id }) => id === current.id)
  return (
    <Select
      value={value ?? ''}
      onChange={({ target }) => onChange(target.value || null)}
      options={[
        { value: '', label: 'Nobody' },
        ...(isMissing ? [{ value: current.id, label: current.name }] : []),
        ...people.map(({ id, name }) => ({ value: id, label: name })),
      ]}
    />
  )
}
