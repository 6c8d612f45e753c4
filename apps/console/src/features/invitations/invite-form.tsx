'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import { PERSON_ROLES, type PersonRole, ROLE_OPTIONS } from '~/features/people/role-words'
import { useTRPC } from '~/trpc/client'
import { Button } from '~/ui/button'
import { Actions } from '~/ui/dialog'
import { Field } from '~/ui/field'
import { Form } from '~/ui/form'
import { Input } from '~/ui/input'
import { Select } from '~/ui/select'
import { TagInput } from '~/ui/tag-input'
import { useDraft } from '~/ui/use-draft'
import { InvitationLink } from './invitation-link'

const NEW = { name: '', email: '', role: 'engineer' as PersonRole, groups: [] as readonly string[] }

/** Names a person who is to come, and shows the link that lets them in. */
export function InviteForm() {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const { draft, set } = useDraft(NEW)
  const groups = useQuery(trpc.groups.list.queryOptions()).data?.items.map(({ name }) => name) ?? []
  const create = useMutation(
    trpc.invitations.create.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.invitations.pathFilter()),
    }),
  )

  if (create.data) {
    return (
      <>
        <InvitationLink made={create.data} name={draft.name.trim()} />
        <Actions>
          <Button asChild variant="primary">
            <Link href="/people?kind=invitation">Done</Link>
          </Button>
        </Actions>
      </>
    )
  }
  return (
    <Form label="Invitation" error={create.error} onSubmit={() => create.mutate(draft)}>
      {(errors) => (
        <>
          <Field label="E-mail" required error={errors.of('email')}>
            <Input
              type="email"
              autoComplete="off"
              value={draft.email}
              onChange={({ target }) => set('email', target.value)}
            />
          </Field>
          <Field
            label="Name"
            required
            hint="What rules, lists and recordings call them"
            error={errors.of('name')}
          >
            <Input
              value={draft.name}
              autoComplete="off"
              onChange={({ target }) => set('name', target.value)}
            />
          </Field>
          <Field label="Role" error={errors.of('role')}>
            <Select
              options={ROLE_OPTIONS}
              value={draft.role}
              onChange={({ target }) => {
                const role = PERSON_ROLES.find((word) => word === target.value)
                if (role) set('role', role)
              }}
            />
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
              <Link href="/people?kind=invitation">Cancel</Link>
            </Button>
            <Button type="submit" variant="primary" busy={create.isPending}>
              Invite
            </Button>
          </Actions>
        </>
      )}
    </Form>
  )
}
