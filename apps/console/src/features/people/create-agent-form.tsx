'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useTRPC } from '~/trpc/client'
import { Button } from '~/ui/button'
import { Actions } from '~/ui/dialog'
import { Field } from '~/ui/field'
import { Form } from '~/ui/form'
import { Input } from '~/ui/input'
import { TagInput } from '~/ui/tag-input'
import { toast } from '~/ui/toast'
import { useDraft } from '~/ui/use-draft'
import { OwnerSelect } from './owner-select'

const NEW_AGENT = { name: '', groups: [] as readonly string[], ownerId: null as string | null }

export function CreateAgentForm() {
  const trpc = useTRPC()
  const router = useRouter()
  const queryClient = useQueryClient()
  const { draft, set } = useDraft(NEW_AGENT)
  const groups = useQuery(trpc.groups.list.queryOptions()).data?.items.map(({ name }) => name) ?? []
  const create = useMutation(
    trpc.identities.create.mutationOptions({
      onSuccess: async ({ id, name }) => {
        await queryClient.invalidateQueries(trpc.identities.pathFilter())
        toast(`${name} was created: give it a token`)
        router.push(`/people/${id}`)
      },
    }),
  )

  return (
    <Form label="New agent" error={create.error} onSubmit={() => create.mutate({ kind: 'agent', ...draft })}>
      {(errors) => (
        <>
          <Field label="Name" required error={errors.of('name')}>
            <Input
              value={draft.name}
              autoComplete="off"
              onChange={({ target }) => set('name', target.value)}
              placeholder="reporting-agent"
            />
          </Field>
          <Field
            label="Acts for"
            hint="This person sees its sessions and requests, and can never approve them"
            error={errors.of('ownerId')}
          >
            <OwnerSelect value={draft.ownerId} onChange={(value) => set('ownerId', value)} />
          </Field>
          <Field
            label="Groups"
            hint="What rules say of a group holds for its members"
            error={errors.of('groups')}
          >
            <TagInput value={draft.groups} onChange={(value) => set('groups', value)} suggestions={groups} />
          </Field>
          <Actions>
            <Button asChild>
              <Link href="/people?kind=agent">Cancel</Link>
            </Button>
            <Button type="submit" variant="primary" busy={create.isPending}>
              Create agent
            </Button>
          </Actions>
        </>
      )}
    </Form>
  )
}
