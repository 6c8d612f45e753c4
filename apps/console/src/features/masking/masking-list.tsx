'use client'

import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { EyeOff, Plus } from 'lucide-react'
import Link from 'next/link'
import { useMay } from '~/features/me/use-me'
import { useTRPC } from '~/trpc/client'
import { messageOf } from '~/trpc/form-errors'
import { Badge } from '~/ui/badge'
import { Button } from '~/ui/button'
import { cn } from '~/ui/cn'
import { EmptyState } from '~/ui/empty-state'
import { Switch } from '~/ui/switch'
import { toast } from '~/ui/toast'
import { MaskingSentence } from './masking-sentence'

export function MaskingList({ search = '' }: { readonly search: string | undefined }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const may = useMay()
  const { data } = useSuspenseQuery(trpc.maskingRules.list.queryOptions())
  const setEnabled = useMutation(
    trpc.maskingRules.setEnabled.mutationOptions({
      onSuccess: (_, { enabled }) =>
        toast(enabled ? 'The masking rule is in force' : 'The masking rule is switched off'),
      onError: (error) => toast(messageOf(error), 'error'),
      onSettled: () => queryClient.invalidateQueries(trpc.maskingRules.pathFilter()),
    }),
  )

  const wanted = search.toLowerCase()
  const shown = data.items.filter((rule) => JSON.stringify(rule).toLowerCase().includes(wanted))
  if (shown.length === 0) return <NoMasking isFiltered={data.items.length > 0} />

  return (
    <ul aria-label="Masking rules" className="divide-y overflow-hidden rounded-lg border bg-surface">
      {shown.map((rule) => (
        <li key={rule.id} className="relative flex items-center gap-4 px-4 py-3 hover:bg-hover">
          <div className={cn('min-w-0 flex-1', !rule.enabled && 'grayscale')}>
            <p className="flex items-center gap-2">
              <Link
                href={`/masking/${rule.id}`}
                prefetch={false}
                className="font-semibold after:absolute after:inset-0"
              >
                {rule.name}
              </Link>
              {!rule.enabled && <Badge>off</Badge>}
            </p>
            <MaskingSentence rule={rule} />
          </div>
          <Switch
            className="relative"
            checked={rule.enabled}
            disabled={!may('masking:write') || (setEnabled.isPending && setEnabled.variables.id === rule.id)}
            label={`${rule.name} is in force`}
            onChange={(enabled) => setEnabled.mutate({ id: rule.id, enabled })}
          />
        </li>
      ))}
    </ul>
  )
}

function NoMasking({ isFiltered }: { readonly isFiltered: boolean }) {
  const may = useMay()
  if (isFiltered) {
    return (
      <EmptyState icon={EyeOff} title="No masking rule matches">
        Search looks at a rule’s name and everything that it says.
      </EmptyState>
    )
  }
  return (
    <EmptyState
      icon={EyeOff}
      title="Nothing is masked"
      action={
        may('masking:write') && (
          <Button asChild variant="primary">
            <Link href="/masking/new">
              <Plus aria-hidden /> New masking rule
            </Link>
          </Button>
        )
      }
    >
      Results reach clients as they are. Name the columns that hold personal data, or what to look for in
      every value.
    </EmptyState>
  )
}
