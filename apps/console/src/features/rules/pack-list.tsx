'use client'

import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { MaskingSentence } from '~/features/masking/masking-sentence'
import { useMay } from '~/features/me/use-me'
import { useTRPC } from '~/trpc/client'
import { messageOf } from '~/trpc/form-errors'
import type { RouterOutputs } from '~/trpc/types'
import { Badge } from '~/ui/badge'
import { Button } from '~/ui/button'
import { Callout } from '~/ui/callout'
import { Field } from '~/ui/field'
import { Section } from '~/ui/page'
import { TagInput } from '~/ui/tag-input'
import { toast } from '~/ui/toast'
import { RuleSentence } from './rule-sentence'

type Pack = RouterOutputs['packs']['list']['items'][number]

/** Starter packs: choose for whom and where, look at the rules, apply them. */
export function PackList() {
  const trpc = useTRPC()
  const { data } = useSuspenseQuery(trpc.packs.list.queryOptions())
  const groups = useQuery(trpc.groups.list.queryOptions()).data?.items.map(({ name }) => name) ?? []
  const connections =
    useQuery(trpc.connections.list.queryOptions({})).data?.items.map(({ name }) => name) ?? []
  const [choice, setChoice] = useState<Choice>({ groups: [], connections: [], approverGroups: [] })
  const [open, setOpen] = useState<Pack['id'] | null>(null)
  return (
    <>
      <Section title="For whom and where" description="Left empty: everybody, on every connection">
        <div className="grid gap-4 md:grid-cols-3">
          <Field label="Groups">
            <TagInput
              value={choice.groups}
              onChange={(value) => setChoice({ ...choice, groups: value })}
              suggestions={groups}
              placeholder="Everybody"
            />
          </Field>
          <Field label="Connections">
            <TagInput
              mono
              value={choice.connections}
              onChange={(value) => setChoice({ ...choice, connections: value })}
              suggestions={connections}
              placeholder="Every connection"
            />
          </Field>
          <Field label="Who answers what is held" hint="One approver of each group">
            <TagInput
              value={choice.approverGroups}
              onChange={(value) => setChoice({ ...choice, approverGroups: value })}
              suggestions={groups}
              placeholder="Any approver"
            />
          </Field>
        </div>
      </Section>
      {data.items.map((pack) => (
        <Section
          key={pack.id}
          title={pack.title}
          description={pack.about}
          actions={
            <Button
              size="sm"
              aria-expanded={open === pack.id}
              aria-label={`Preview ${pack.title}`}
              onClick={() => setOpen(open === pack.id ? null : pack.id)}
            >
              {open === pack.id ? 'Close' : 'Preview'}
            </Button>
          }
        >
          {open === pack.id ? (
            <Preview pack={pack} choice={choice} />
          ) : (
            <p className="text-dense text-faint">Preview it to see each rule before anything changes.</p>
          )}
        </Section>
      ))}
    </>
  )
}

interface Choice {
  readonly groups: readonly string[]
  readonly connections: readonly string[]
  readonly approverGroups: readonly string[]
}

function Preview({ pack, choice }: { readonly pack: Pack; readonly choice: Choice }) {
  const trpc = useTRPC()
  const router = useRouter()
  const queryClient = useQueryClient()
  const may = useMay()
  const input = {
    id: pack.id,
    groups: [...choice.groups],
    connections: [...choice.connections],
    approverGroups: [...choice.approverGroups],
  }
  const preview = useQuery(trpc.packs.preview.queryOptions(input))
  const apply = useMutation(
    trpc.packs.applyPack.mutationOptions({
      onSuccess: async () => {
        toast(`${pack.title} is in force`)
        await queryClient.invalidateQueries()
        router.push('/rules')
      },
      onError: (error) => toast(messageOf(error), 'error'),
    }),
  )
  if (preview.error) return <Callout tone="error" announce title={messageOf(preview.error)} />
  if (!preview.data) return <p className="text-muted">Looking at what it would change…</p>
  const { rules, masking, items } = preview.data
  const stateOf = (name: string) => {
    const item = items.find((each) => each.name === name)
    return item === undefined
      ? 'is there already'
      : item.action === 'update'
        ? 'changes the rule of this name'
        : 'new'
  }
  return (
    <div className="flex flex-col gap-3">
      <ul aria-label={`Rules of ${pack.title}`} className="divide-y rounded-md border">
        {rules.map((rule) => (
          <li key={rule.name} className="px-3 py-2">
            <p className="flex flex-wrap items-center gap-2 font-medium">
              {rule.name} <Badge>{stateOf(rule.name)}</Badge>
            </p>
            <RuleSentence rule={rule} />
          </li>
        ))}
        {masking.map((rule) => (
          <li key={rule.name} className="px-3 py-2">
            <p className="flex flex-wrap items-center gap-2 font-medium">
              {rule.name} <Badge>{stateOf(rule.name)}</Badge>
            </p>
            <MaskingSentence rule={rule} />
          </li>
        ))}
      </ul>
      {may('policy:apply') && (
        <Button
          variant="primary"
          className="self-start"
          busy={apply.isPending}
          disabled={items.length === 0}
          onClick={() => apply.mutate(input)}
        >
          {items.length === 0 ? 'All of it is in force' : `Apply ${pack.title}`}
        </Button>
      )}
    </div>
  )
}
