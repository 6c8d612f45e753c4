'use client'

import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useTRPC } from '~/trpc/client'
import { Button } from '~/ui/button'
import { Checkbox } from '~/ui/checkbox'
import { Actions } from '~/ui/dialog'
import { Field } from '~/ui/field'
import { Form } from '~/ui/form'
import { Input } from '~/ui/input'
import { Select } from '~/ui/select'
import { toast } from '~/ui/toast'
import { useDraft } from '~/ui/use-draft'

const STEP_UPS = [
  { value: 'off', label: 'Never' },
  { value: 'window', label: 'Once in so many minutes' },
  { value: 'each', label: 'Each time' },
] as const

/** What an organization asks of those who approve. */
export function FactorPolicyForm() {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const { data } = useSuspenseQuery(trpc.secondFactor.policy.queryOptions())
  const { draft, set } = useDraft(data)
  const save = useMutation(
    trpc.secondFactor.setPolicy.mutationOptions({
      onSuccess: () => toast('Saved'),
      onSettled: () => queryClient.invalidateQueries(trpc.secondFactor.pathFilter()),
    }),
  )
  return (
    <Form label="Second factor of approvers" error={save.error} onSubmit={() => save.mutate(draft)}>
      {(errors) => (
        <>
          <Field
            label="An approval asks for the second factor"
            hint="The server checks the code in the approval’s own transaction. A rejection never asks"
            error={errors.of('stepUp')}
          >
            <Select
              options={STEP_UPS}
              value={draft.stepUp}
              onChange={({ target }) =>
                set('stepUp', STEP_UPS.find(({ value }) => value === target.value)?.value ?? 'off')
              }
            />
          </Field>
          {draft.stepUp === 'window' && (
            <Field label="Minutes" error={errors.of('stepUpMinutes')}>
              <Input
                type="number"
                inputMode="numeric"
                min={1}
                max={720}
                className="w-32"
                value={Number.isNaN(draft.stepUpMinutes) ? '' : draft.stepUpMinutes}
                onChange={({ target }) => set('stepUpMinutes', target.valueAsNumber)}
              />
            </Field>
          )}
          <Checkbox
            checked={draft.approversNeedFactor || draft.stepUp !== 'off'}
            disabled={draft.stepUp !== 'off'}
            onChange={({ target }) => set('approversNeedFactor', target.checked)}
            label="Only those approve who have a second factor"
          />
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
