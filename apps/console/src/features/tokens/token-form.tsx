'use client'

import type { TokenScope } from '@sallyport/core'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useMe } from '~/features/me/use-me'
import { useTRPC } from '~/trpc/client'
import type { RouterInputs } from '~/trpc/types'
import { Button } from '~/ui/button'
import { Checkbox } from '~/ui/checkbox'
import { Actions } from '~/ui/dialog'
import { Field } from '~/ui/field'
import { Form } from '~/ui/form'
import { Input } from '~/ui/input'
import { Select } from '~/ui/select'
import { TagInput } from '~/ui/tag-input'
import { useDraft } from '~/ui/use-draft'

const HOURS = [
  { value: '1', label: '1 hour' },
  { value: '8', label: '8 hours' },
  { value: '24', label: '1 day' },
  { value: '168', label: '7 days' },
  { value: '720', label: '30 days' },
]

const SCOPES: readonly { readonly value: TokenScope; readonly label: string }[] = [
  { value: 'connect', label: 'Databases, through a gateway' },
  { value: 'read', label: 'Reading the console, from a command line' },
  { value: 'manage', label: 'Managing the console, from a command line' },
]

/** One that is good for longer is a tool's in any case. */
const LONGEST_OF_ONES_OWN_HOURS = 12

interface Props {
  readonly identityId: string
  readonly label: string
  /** What it opens, unless the reader wants otherwise; empty: every connection. */
  readonly connections: readonly string[]
  readonly error: unknown
  readonly isBusy: boolean
  readonly onSubmit: (input: RouterInputs['tokens']['create']) => void
  readonly onCancel: () => void
}

/** For whom a token is, how long, and what it may do of what its bearer may. */
export function TokenForm({ identityId, label, connections, error, isBusy, onSubmit, onCancel }: Props) {
  const trpc = useTRPC()
  const isMine = useMe().id === identityId
  const { data: known } = useSuspenseQuery(trpc.connections.list.queryOptions({}))
  const { draft, set } = useDraft({
    hours: '8',
    scope: 'connect' as TokenScope,
    isForTool: false,
    connections,
    purpose: '',
    rowBudget: '',
  })
  const isForTool = draft.isForTool || Number(draft.hours) > LONGEST_OF_ONES_OWN_HOURS

  function submit(): void {
    const { hours, scope, connections: names, purpose, rowBudget, isForTool: isMarked } = draft
    const bounds = {
      connections: names,
      purpose: purpose.trim() || null,
      rowBudget: rowBudget.trim() === '' ? null : Number(rowBudget),
      isForTool: isMarked,
    }
    onSubmit({ identityId, hours: Number(hours), scope, ...(scope === 'connect' && bounds) })
  }

  return (
    <Form label={label} error={error} onSubmit={submit}>
      {(errors) => (
        <>
          <Field label="Good for" error={errors.of('hours')}>
            <Select
              options={HOURS}
              value={draft.hours}
              onChange={({ target }) => set('hours', target.value)}
            />
          </Field>
          {isMine && (
            <Field label="Opens" error={errors.of('scope')}>
              <Select
                options={SCOPES}
                value={draft.scope}
                onChange={({ target }) =>
                  set('scope', SCOPES.find(({ value }) => value === target.value)?.value ?? 'connect')
                }
              />
            </Field>
          )}
          {draft.scope === 'connect' && (
            <>
              <Field
                label="Connections"
                hint="Empty: every one that its bearer may open."
                error={errors.of('connections')}
              >
                <TagInput
                  mono
                  value={draft.connections}
                  onChange={(names) => set('connections', names)}
                  suggestions={known.items.map(({ name }) => name)}
                  placeholder="any"
                />
              </Field>
              <Field label="What for" hint="Stands in every recording." error={errors.of('purpose')}>
                <Input
                  value={draft.purpose}
                  maxLength={200}
                  onChange={({ target }) => set('purpose', target.value)}
                  placeholder="the weekly report"
                />
              </Field>
              <Field
                label="Rows at most"
                hint="In all, over every session with it. Empty: any number."
                error={errors.of('rowBudget')}
              >
                <Input
                  inputMode="numeric"
                  value={draft.rowBudget}
                  onChange={({ target }) => set('rowBudget', target.value)}
                  placeholder="any"
                />
              </Field>
              {isMine && (
                <Checkbox
                  label="A tool has it to itself"
                  hint="Rules tell what you do from what a tool of yours does. One for over 12 hours is a tool’s in any case."
                  checked={isForTool}
                  disabled={isForTool && !draft.isForTool}
                  onChange={({ target }) => set('isForTool', target.checked)}
                />
              )}
            </>
          )}
          <Actions>
            <Button onClick={onCancel}>Cancel</Button>
            <Button type="submit" variant="primary" busy={isBusy}>
              Create token
            </Button>
          </Actions>
        </>
      )}
    </Form>
  )
}
