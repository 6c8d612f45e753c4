'use client'

import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { Plus, ShieldCheck } from 'lucide-react'
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
import { RuleSentence } from './rule-sentence'

interface Props {
  readonly search: string | undefined
  readonly effect: string | undefined
}

export function RuleList({ search = '', effect }: Props) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const may = useMay()
  const { data } = useSuspenseQuery(trpc.rules.list.queryOptions())
  const setEnabled = useMutation(
    trpc.rules.setEnabled.mutationOptions({
      onSuccess: (_, { id, enabled }) =>
        toast(enabled ? 'The rule is in force' : 'The rule is switched off', 'good', {
          label: 'Undo',
          onClick: () => setEnabled.mutate({ id, enabled: !enabled }),
        }),
      onError: (error) => toast(messageOf(error), 'error'),
      onSettled: () => queryClient.invalidateQueries(trpc.rules.pathFilter()),
    }),
  )

  const wanted = search.toLowerCase()
  const shown = data.items.filter(
    (rule) => (!effect || rule.effect === effect) && JSON.stringify(rule).toLowerCase().includes(wanted),
  )
  if (shown.length === 0) return <NoRules isFiltered={data.items.length > 0} />

  return (
    <ul aria-label="Rules" className="divide-y overflow-hidden rounded-lg border bg-surface">
      {shown.map((rule) => (
        <li key={rule.id} className="relative flex items-center gap-4 px-4 py-3 hover:bg-hover">
          <div className={cn('min-w-0 flex-1', !rule.enabled && 'grayscale')}>
            <p className="flex items-center gap-2">
              <Link
                href={`/rules/${rule.id}`}
                prefetch={false}
                className="font-semibold after:absolute after:inset-0"
              >
                {rule.name}
              </Link>
              {!rule.enabled && <Badge>off</Badge>}
            </p>
            <RuleSentence rule={rule} />
            {rule.message && <p className="mt-0.5 text-dense text-faint">Says: “{rule.message}”</p>}
          </div>
          <Switch
            className="relative"
            checked={rule.enabled}
            disabled={!may('rule:write') || (setEnabled.isPending && setEnabled.variables.id === rule.id)}
            label={`${rule.name} is in force`}
            onChange={(enabled) => setEnabled.mutate({ id: rule.id, enabled })}
          />
        </li>
      ))}
    </ul>
  )
}

function NoRules({ isFiltered }: { readonly isFiltered: boolean }) {
  const may = useMay()
  if (isFiltered) {
    return (
      <EmptyState icon={ShieldCheck} title="No rule matches">
        Search looks at a rule’s name and everything that it says.
      </EmptyState>
    )
  }
  return (
    <EmptyState
      icon={ShieldCheck}
      title="There are no rules, so nothing is allowed"
      action={
        may('rule:write') && (
          <Button asChild variant="primary">
            <Link href="/rules/new">
              <Plus aria-hidden /> New rule
            </Link>
          </Button>
        )
      }
    >
      Every connection is closed until a rule opens it. Begin with one that allows a group to read.
    </EmptyState>
  )
}
