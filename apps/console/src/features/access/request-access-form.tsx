'use client'

import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { requirementWords } from '~/features/approvals/requirement-words'
import { VERB_OPTIONS } from '~/features/rules/verbs'
import { useTRPC } from '~/trpc/client'
import type { RouterInputs } from '~/trpc/types'
import { Button } from '~/ui/button'
import { CheckGroup } from '~/ui/check-group'
import { Actions } from '~/ui/dialog'
import { Field, FieldSet } from '~/ui/field'
import { Form } from '~/ui/form'
import { formatDuration } from '~/ui/format'
import { Textarea } from '~/ui/input'
import { Select } from '~/ui/select'
import { TagInput } from '~/ui/tag-input'
import { toast } from '~/ui/toast'
import { useDraft } from '~/ui/use-draft'

type Input = RouterInputs['access']['request']
type Verb = NonNullable<Input['verbs']>[number]

/** What is not understood nobody can say yes to beforehand. */
const OPTIONS = VERB_OPTIONS.filter(({ value }) => value !== 'unknown') as (Omit<
  (typeof VERB_OPTIONS)[number],
  'value'
> & { readonly value: Verb })[]
const MINUTES = [15, 30, 60, 120, 240, 480, 1_440, 10_080, 43_200]

interface Props {
  readonly connection: string | undefined
  /** A masked column that is to be seen as it is. */
  readonly unmasked?: string | undefined
}

const KINDS = [
  { value: 'allowed', label: 'To do more than the rules allow' },
  { value: 'unmasked', label: 'To see masked columns as they are' },
] as const

/** Asks for more than rules allow, for a time. */
export function RequestAccessForm({ connection, unmasked }: Props) {
  const trpc = useTRPC()
  const router = useRouter()
  const queryClient = useQueryClient()
  const { data: connections } = useSuspenseQuery(trpc.connections.list.queryOptions({}))
  const { data: settings } = useSuspenseQuery(trpc.access.settings.queryOptions())
  const names = connections.items.map(({ name }) => name)
  const { draft, set } = useDraft({
    connection: connection ?? names[0] ?? '',
    verbs: ['read'] as readonly Verb[],
    resources: [] as readonly string[],
    kind: unmasked === undefined ? 'allowed' : 'unmasked',
    unmasked: unmasked === undefined ? [] : [unmasked],
    minutes: Math.min(60, settings.maxMinutes),
    reason: '',
  })
  const ask = useMutation(
    trpc.access.request.mutationOptions({
      onSuccess: ({ id }) => {
        toast('Asked: you see here what becomes of it')
        void queryClient.invalidateQueries(trpc.access.pathFilter())
        router.push(`/approvals/${id}`)
      },
    }),
  )
  const choices = [...new Set([...MINUTES.filter((each) => each <= settings.maxMinutes), draft.minutes])]

  return (
    <Form label="Ask for access" error={ask.error} onSubmit={() => ask.mutate(inputOf(draft))}>
      {(errors) => (
        <>
          <Field label="Connection" required error={errors.of('connection')}>
            <Select
              value={draft.connection}
              onChange={({ target }) => set('connection', target.value)}
              options={names.map((name) => ({ value: name, label: name }))}
            />
          </Field>
          <Field label="What for">
            <Select
              value={draft.kind}
              onChange={({ target }) => set('kind', target.value)}
              options={[...KINDS]}
            />
          </Field>
          {draft.kind === 'unmasked' ? (
            <Field
              label="Columns"
              required
              hint="As database.schema.table.column; * stands for any name. What you see then is in the recording, too."
              error={errors.of('unmasked')}
            >
              <TagInput
                mono
                value={draft.unmasked}
                onChange={(columns) => set('unmasked', [...columns])}
                placeholder="shop.public.customers.email"
              />
            </Field>
          ) : (
            <>
              <FieldSet label="To do" error={errors.of('verbs')}>
                <CheckGroup options={OPTIONS} value={draft.verbs} onChange={(verbs) => set('verbs', verbs)} />
              </FieldSet>
              <Field
                label="With"
                hint="Tables as database.schema.table; * stands for any name, ** for anything. Empty: everything behind the connection."
                error={errors.of('resources')}
              >
                <TagInput
                  mono
                  value={draft.resources}
                  onChange={(resources) => set('resources', resources)}
                  placeholder="shop.public.**"
                />
              </Field>
            </>
          )}
          <Field
            label="For"
            hint={`From the yes on. Answered by ${requirementWords(settings.requirements)}, never by you.`}
            error={errors.of('minutes')}
          >
            <Select
              value={String(draft.minutes)}
              onChange={({ target }) => set('minutes', Number(target.value))}
              options={choices
                .toSorted((a, b) => a - b)
                .map((each) => ({ value: String(each), label: formatDuration(each * 60_000) }))}
            />
          </Field>
          <Field label="Why" required error={errors.of('reason')}>
            <Textarea
              value={draft.reason}
              maxLength={500}
              onChange={({ target }) => set('reason', target.value)}
              placeholder="What do you want to find out or mend?"
            />
          </Field>
          <Actions>
            <Button asChild>
              <Link href="/access">Cancel</Link>
            </Button>
            <Button type="submit" variant="primary" busy={ask.isPending}>
              Ask for access
            </Button>
          </Actions>
        </>
      )}
    </Form>
  )
}

/** Columns alone are an exemption; without them it is access. */
function inputOf({
  kind,
  unmasked,
  ...access
}: Input & { kind: string; unmasked: readonly string[] }): Input {
  return { ...access, unmasked: kind === 'unmasked' ? unmasked : [] }
}
