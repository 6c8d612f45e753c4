'use client'

import { DATA_CLASSES, DETECTOR_CLASSES, INFERENCES, MASK_OPERATORS } from '@sallyport/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useMay } from '~/features/me/use-me'
import { useTRPC } from '~/trpc/client'
import { Button } from '~/ui/button'
import { CheckGroup } from '~/ui/check-group'
import { Checkbox, Radio } from '~/ui/checkbox'
import { cn } from '~/ui/cn'
import { Actions } from '~/ui/dialog'
import { Field, FieldSet } from '~/ui/field'
import { Form } from '~/ui/form'
import { Input } from '~/ui/input'
import { Section } from '~/ui/page'
import { Select } from '~/ui/select'
import { TagInput } from '~/ui/tag-input'
import { toast } from '~/ui/toast'
import { useDraft } from '~/ui/use-draft'
import { CustomDetectors } from './custom-detectors'
import type { MaskingDraft } from './masking-draft'
import { MaskingSentence } from './masking-sentence'
import { MaskingTestBox } from './masking-test-box'
import { OperatorSettings } from './operator-settings'
import { DATA_CLASS_WORDS, DETECTOR_WORDS, INFERENCE_WORDS, OPERATOR_WORDS } from './words'

const DETECTORS = DETECTOR_CLASSES.map((value) => ({ value, label: DETECTOR_WORDS[value] }))
const CLASSES = DATA_CLASSES.map((value) => ({ value, label: DATA_CLASS_WORDS[value] }))

interface Props {
  /** Of the rule that is changed; none: a new one. */
  readonly id?: string
  /** The version that is changed: nobody's change in between is lost. */
  readonly version?: number
  readonly initial: MaskingDraft
}

export function MaskingForm({ id, version, initial }: Props) {
  const trpc = useTRPC()
  const router = useRouter()
  const queryClient = useQueryClient()
  const may = useMay()
  const { draft, set } = useDraft(initial)
  const groups = useQuery(trpc.groups.list.queryOptions()).data?.items.map(({ name }) => name) ?? []
  const connections = useQuery(trpc.connections.list.queryOptions({})).data

  const saved = {
    onSuccess: async () => {
      await queryClient.invalidateQueries(trpc.maskingRules.pathFilter())
      toast(id ? 'Masking rule saved' : 'Masking rule created')
      router.push('/masking')
    },
  }
  const create = useMutation(trpc.maskingRules.create.mutationOptions(saved))
  const update = useMutation(trpc.maskingRules.update.mutationOptions(saved))
  const save = id ? update : create

  return (
    <Form
      label="Masking rule"
      error={save.error}
      onSubmit={() =>
        id ? update.mutate({ ...draft, id, ...(version && { version }) }) : create.mutate(draft)
      }
    >
      {(errors) => (
        <fieldset disabled={!may('masking:write')} className="flex min-w-0 flex-col gap-4">
          <div className="rounded-lg border border-masked/25 bg-masked-soft px-4 py-3">
            <p className="mb-1 text-xs font-medium text-masked">This rule masks</p>
            <div aria-live="polite">
              <MaskingSentence rule={draft} />
            </div>
          </div>
          <Field label="Name" required error={errors.of('name')}>
            <Input
              value={draft.name}
              onChange={({ target }) => set('name', target.value)}
              placeholder="Customers’ e-mail addresses"
            />
          </Field>
          <Section title="What" description="Columns, or what is found inside any value, or both">
            <div className="flex flex-col gap-4">
              <Field
                label="Columns"
                hint={
                  <>
                    As <code className="font-mono text-xs">database.schema.table.column</code>;{' '}
                    <code className="font-mono text-xs">*</code> within a part,{' '}
                    <code className="font-mono text-xs">**</code> across parts
                  </>
                }
                error={errors.of('columns')}
              >
                <TagInput
                  mono
                  value={draft.columns}
                  onChange={(value) => set('columns', value)}
                  placeholder="**.customers.email"
                />
              </Field>
              <FieldSet label="Found in any value" error={errors.of('detectors')}>
                <CheckGroup
                  options={DETECTORS}
                  value={draft.detectors}
                  onChange={(value) => set('detectors', value)}
                />
              </FieldSet>
              <FieldSet label="Detectors of your own">
                <CustomDetectors
                  value={draft.customDetectors}
                  onChange={(value) => set('customDetectors', value)}
                  errorOf={(path) => errors.of(path)}
                />
              </FieldSet>
              <Field label="Class of the data" error={errors.of('dataClass')} className="max-w-72">
                <Select
                  options={CLASSES}
                  value={draft.dataClass}
                  onChange={({ target }) => {
                    const word = DATA_CLASSES.find((value) => value === target.value)
                    if (word) set('dataClass', word)
                  }}
                />
              </Field>
            </div>
          </Section>
          <Section title="How">
            <FieldSet label={<span className="sr-only">How</span>} error={errors.of('operator')}>
              <div className="grid gap-2 sm:grid-cols-2">
                {MASK_OPERATORS.map((value) => (
                  <Radio
                    key={value}
                    name="operator"
                    label={<span className="font-medium">{OPERATOR_WORDS[value].label}</span>}
                    hint={OPERATOR_WORDS[value].hint}
                    checked={draft.operator === value}
                    onChange={() => set('operator', value)}
                    className={cn(
                      'rounded-md border px-3 py-2 hover:bg-hover',
                      draft.operator === value && 'border-accent bg-selected hover:bg-selected',
                    )}
                  />
                ))}
              </div>
            </FieldSet>
            <div className="mt-4 empty:hidden">
              <OperatorSettings
                operator={draft.operator}
                value={draft.settings}
                onChange={(value) => set('settings', value)}
                errorOf={(path) => errors.of(path)}
              />
            </div>
          </Section>
          <Section
            title="What a condition may learn"
            description="WHERE, ORDER BY, joins and functions over the columns above. Values found by content are masked in results only."
          >
            <FieldSet
              label={<span className="sr-only">What a condition may learn</span>}
              error={errors.of('inference')}
            >
              <div className="grid gap-2 sm:grid-cols-3">
                {INFERENCES.map((value) => (
                  <Radio
                    key={value}
                    name="inference"
                    label={<span className="font-medium">{INFERENCE_WORDS[value].label}</span>}
                    hint={INFERENCE_WORDS[value].hint}
                    checked={(draft.inference ?? 'source') === value}
                    onChange={() => set('inference', value)}
                    className={cn(
                      'rounded-md border px-3 py-2 hover:bg-hover',
                      (draft.inference ?? 'source') === value &&
                        'border-accent bg-selected hover:bg-selected',
                    )}
                  />
                ))}
              </div>
            </FieldSet>
            {draft.inference === 'equality' && (
              <Field
                label="Values in a session"
                hint="With how many different values a session may compare a column. Empty: 20"
                error={errors.of('settings.comparisons')}
                className="mt-4 max-w-72"
              >
                <Input
                  type="number"
                  min={1}
                  value={draft.settings.comparisons ?? ''}
                  placeholder="20"
                  onChange={({ target }) =>
                    set('settings', {
                      ...draft.settings,
                      comparisons: target.value === '' ? undefined : Number(target.value),
                    })
                  }
                />
              </Field>
            )}
          </Section>
          <Section title="Where and for whom">
            <div className="grid gap-4 md:grid-cols-2">
              <Field label="Connections" hint="Empty: every connection" error={errors.of('connections')}>
                <TagInput
                  mono
                  value={draft.connections}
                  onChange={(value) => set('connections', value)}
                  suggestions={connections?.items.map(({ name }) => name) ?? []}
                  placeholder="Any connection"
                />
              </Field>
              <Field
                label="Groups"
                hint="Whose results are masked. Empty: everybody’s"
                error={errors.of('groups')}
              >
                <TagInput
                  value={draft.groups}
                  onChange={(value) => set('groups', value)}
                  suggestions={groups}
                  placeholder="Everybody"
                />
              </Field>
            </div>
          </Section>
          <MaskingTestBox rule={draft} />
          <Checkbox
            label="In force"
            checked={draft.enabled}
            onChange={({ target }) => set('enabled', target.checked)}
          />
          {may('masking:write') && (
            <Actions>
              <Button asChild>
                <Link href="/masking">Cancel</Link>
              </Button>
              <Button type="submit" variant="primary" busy={save.isPending}>
                {id ? 'Save masking rule' : 'Create masking rule'}
              </Button>
            </Actions>
          )}
        </fieldset>
      )}
    </Form>
  )
}
