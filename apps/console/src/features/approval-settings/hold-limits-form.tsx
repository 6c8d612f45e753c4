'use client'

import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useTRPC } from '~/trpc/client'
import { Button } from '~/ui/button'
import { Actions } from '~/ui/dialog'
import { Field } from '~/ui/field'
import { Form } from '~/ui/form'
import { Input } from '~/ui/input'
import { toast } from '~/ui/toast'
import { useDraft } from '~/ui/use-draft'

export function HoldLimitsForm() {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const { data } = useSuspenseQuery(trpc.approvals.holdLimits.queryOptions())
  const { draft, set } = useDraft(data)
  const save = useMutation(
    trpc.approvals.setHoldLimits.mutationOptions({
      onSuccess: () => toast('Saved'),
      onSettled: () => queryClient.invalidateQueries(trpc.approvals.holdLimits.queryFilter()),
    }),
  )
  const seconds = (name: 'inTransaction' | 'withLocks') => (
    <Input
      type="number"
      inputMode="numeric"
      min={10}
      max={86_400}
      className="w-32"
      value={Number.isNaN(draft[name]) ? '' : draft[name]}
      onChange={({ target }) => set(name, target.valueAsNumber)}
    />
  )
  return (
    <Form label="Statements that keep others waiting" error={save.error} onSubmit={() => save.mutate(draft)}>
      {(errors) => (
        <>
          <Field
            label="In an open transaction, seconds"
            hint="It keeps what it has locked, and old rows from being cleaned up"
            error={errors.of('inTransaction')}
          >
            {seconds('inTransaction')}
          </Field>
          <Field
            label="In a transaction that has locked others out, seconds"
            hint="Found out by the gateway when it asks; whoever waits is told"
            error={errors.of('withLocks')}
          >
            {seconds('withLocks')}
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
