'use client'

import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { RequirementFields } from '~/features/rules/requirement-fields'
import { useTRPC } from '~/trpc/client'
import { Button } from '~/ui/button'
import { Actions } from '~/ui/dialog'
import { Field } from '~/ui/field'
import { Form } from '~/ui/form'
import { formatDuration } from '~/ui/format'
import { Select } from '~/ui/select'
import { toast } from '~/ui/toast'
import { useDraft } from '~/ui/use-draft'

const MINUTES = [60, 240, 480, 1_440, 10_080, 43_200]

export function AccessSettingsForm() {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const { data } = useSuspenseQuery(trpc.access.settings.queryOptions())
  const { data: groups } = useSuspenseQuery(trpc.groups.list.queryOptions())
  const { draft, set } = useDraft(data)
  const save = useMutation(
    trpc.access.setSettings.mutationOptions({
      onSuccess: () => toast('Saved'),
      onSettled: () => queryClient.invalidateQueries(trpc.access.pathFilter()),
    }),
  )
  const choices = [...new Set([...MINUTES, draft.maxMinutes])].toSorted((a, b) => a - b)
  return (
    <Form
      label="Access requests"
      error={save.error}
      onSubmit={() => save.mutate({ ...draft, requirements: [...draft.requirements] })}
    >
      {(errors) => (
        <>
          <RequirementFields
            value={draft.requirements}
            onChange={(requirements) => set('requirements', requirements)}
            groups={groups.items.map(({ name }) => name)}
            error={errors.of('requirements')}
          />
          <Field label="At most for" error={errors.of('maxMinutes')}>
            <Select
              value={String(draft.maxMinutes)}
              onChange={({ target }) => set('maxMinutes', Number(target.value))}
              options={choices.map((each) => ({ value: String(each), label: formatDuration(each * 60_000) }))}
            />
          </Field>
          <Actions>
            <Button type="submit" variant="primary" busy={save.isPending}>
              Save
            </Button>
          </Actions>
        </>
      )}
    </Form>
  )
}
