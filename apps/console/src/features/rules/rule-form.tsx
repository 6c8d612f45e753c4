'use client'

import type { IdentityKind } from '@sallyport/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useMay } from '~/features/me/use-me'
import { ORIGIN_OPTIONS } from '~/features/people/origins'
import { useTRPC } from '~/trpc/client'
import { Button } from '~/ui/button'
import { CheckGroup } from '~/ui/check-group'
import { Actions } from '~/ui/dialog'
import { Field, FieldSet } from '~/ui/field'
import { Form } from '~/ui/form'
import { Input } from '~/ui/input'
import { Section } from '~/ui/page'
import { TagInput } from '~/ui/tag-input'
import { toast } from '~/ui/toast'
import { useDraft } from '~/ui/use-draft'
import { ConditionFields } from './condition-fields'
import { EffectFields } from './effect-fields'
import type { RuleDraft } from './rule-draft'
import { RuleHistory } from './rule-history'
import { RuleSentence } from './rule-sentence'
import { TryBox } from './try-box'
import { useResourceNames } from './use-resource-names'
import { VERB_OPTIONS } from './verbs'
import { WhatWouldChange } from './what-would-change'

const KINDS: readonly { readonly value: IdentityKind; readonly label: string }[] = [
  { value: 'person', label: 'People' },
  { value: 'agent', label: 'Agents' },
]

interface Props {
  /** Of the rule that is changed; none: a new one. */
  readonly id?: string
  /** The version that is changed: nobody's change in between is lost. */
  readonly version?: number
  readonly initial: RuleDraft
}

export function RuleForm({ id, version, initial }: Props) {
  const trpc = useTRPC()
  const router = useRouter()
  const queryClient = useQueryClient()
  const may = useMay()
  const { draft, set } = useDraft(initial)
  const groups = useQuery(trpc.groups.list.queryOptions()).data?.items.map(({ name }) => name) ?? []
  const identities = useQuery(trpc.identities.list.queryOptions({}, { enabled: may('identity:read') })).data
  const resourceNames = useResourceNames(draft.connections)
  const connections = useQuery(trpc.connections.list.queryOptions({})).data

  const saved = {
    onSuccess: async () => {
      await queryClient.invalidateQueries(trpc.rules.pathFilter())
      toast(id ? 'Rule saved' : 'Rule created')
      router.push('/rules')
    },
  }
  const create = useMutation(trpc.rules.create.mutationOptions(saved))
  const update = useMutation(trpc.rules.update.mutationOptions(saved))
  const save = id ? update : create

  return (
    <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_minmax(0,26rem)]">
      <Form
        label="Rule"
        error={save.error}
        onSubmit={() =>
          id ? update.mutate({ ...draft, id, ...(version && { version }) }) : create.mutate(draft)
        }
      >
        {(errors) => (
          <fieldset disabled={!may('rule:write')} className="flex min-w-0 flex-col gap-4">
            <div className="rounded-lg border border-accent/25 bg-accent-soft px-4 py-3">
              <p className="mb-1 text-xs font-medium text-accent">This rule says</p>
              <div aria-live="polite">
                <RuleSentence rule={draft} />
              </div>
            </div>
            <Field label="Name" required error={errors.of('name')}>
              <Input
                value={draft.name}
                onChange={({ target }) => set('name', target.value)}
                placeholder="Writes wait for an approver"
              />
            </Field>

            <Section title="Who" description="All of it empty: everybody">
              <div className="grid gap-4 md:grid-cols-2">
                <Field label="Groups" error={errors.of('groups')}>
                  <TagInput
                    value={draft.groups}
                    onChange={(value) => set('groups', value)}
                    suggestions={groups}
                    placeholder="Any group"
                  />
                </Field>
                <Field label="People and agents by name" error={errors.of('identities')}>
                  <TagInput
                    value={draft.identities}
                    onChange={(value) => set('identities', value)}
                    suggestions={identities?.items.map(({ name }) => name) ?? []}
                    placeholder="Anybody"
                  />
                </Field>
                <FieldSet label="Only" hint="Neither or both: either kind" error={errors.of('kinds')}>
                  <CheckGroup options={KINDS} value={draft.kinds} onChange={(value) => set('kinds', value)} />
                </FieldSet>
                <FieldSet
                  label="Where the command comes from"
                  hint="As verified from the token. None: wherever it comes from"
                  error={errors.of('origins')}
                >
                  <CheckGroup
                    options={ORIGIN_OPTIONS}
                    value={draft.origins}
                    onChange={(value) => set('origins', value)}
                  />
                </FieldSet>
              </div>
            </Section>

            <Section title="Where and what">
              <div className="flex flex-col gap-4">
                <Field
                  label="Connections"
                  hint="Names or patterns such as shop-*. Empty: every connection"
                  error={errors.of('connections')}
                >
                  <TagInput
                    mono
                    value={draft.connections}
                    onChange={(value) => set('connections', value)}
                    suggestions={connections?.items.map(({ name }) => name) ?? []}
                    placeholder="Any connection"
                  />
                </Field>
                <Field
                  label="Resources"
                  hint={
                    <>
                      As <code className="font-mono text-xs">database.schema.table</code>;{' '}
                      <code className="font-mono text-xs">*</code> within a part,{' '}
                      <code className="font-mono text-xs">**</code> across parts. Empty: everything
                    </>
                  }
                  error={errors.of('resources')}
                >
                  <TagInput
                    mono
                    value={draft.resources}
                    onChange={(value) => set('resources', value)}
                    suggestions={resourceNames}
                    placeholder="shop.public.**"
                  />
                </Field>
                <FieldSet
                  label="Verbs"
                  hint="None: every verb but unknown, which a rule must name"
                  error={errors.of('verbs')}
                >
                  <CheckGroup
                    options={VERB_OPTIONS}
                    value={draft.verbs}
                    onChange={(value) => set('verbs', value)}
                    className="grid grid-cols-2 sm:grid-cols-3 lg:grid-cols-4"
                  />
                </FieldSet>
                <ConditionFields draft={draft} set={set} errors={errors} />
              </div>
            </Section>

            <EffectFields draft={draft} set={set} errors={errors} groups={groups} />

            {may('rule:write') && (
              <Actions>
                <Button asChild>
                  <Link href="/rules">Cancel</Link>
                </Button>
                <Button type="submit" variant="primary" busy={save.isPending}>
                  {id ? 'Save rule' : 'Create rule'}
                </Button>
              </Actions>
            )}
          </fieldset>
        )}
      </Form>
      <div className="flex min-w-0 flex-col gap-4 xl:sticky xl:top-4">
        <TryBox draft={draft} id={id} />
        {may('session:read-all') && <WhatWouldChange draft={draft} id={id} />}
        {id && <RuleHistory id={id} />}
      </div>
    </div>
  )
}
