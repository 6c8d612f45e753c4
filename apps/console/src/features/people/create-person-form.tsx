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
import { Select } from '~/ui/select'
import { TagInput } from '~/ui/tag-input'
import { toast } from '~/ui/toast'
import { useDraft } from '~/ui/use-draft'
import { PERSON_ROLES, type PersonRole, ROLE_OPTIONS } from './role-words'

const NEW_PERSON = {
  name: '',
  email: '',
  password: '',
  role: 'engineer' as PersonRole,
  groups: [] as readonly string[],
}

export function CreatePersonForm() {
  const trpc = useTRPC()
  const router = useRouter()
  const queryClient = useQueryClient()
  const { draft, set } = useDraft(NEW_PERSON)
  const groups = useQuery(trpc.groups.list.queryOptions()).data?.items.map(({ name }) => name) ?? []
  const create = useMutation(
    trpc.identities.create.mutationOptions({
      onSuccess: async ({ id, name }) => {
        await queryClient.invalidateQueries(trpc.identities.pathFilter())
        toast(`${name} can sign in now`)
        router.push(`/people/${id}`)
      },
    }),
  )

  function submit(): void {
    const { password, ...rest } = draft
    create.mutate({ kind: 'person', ...rest, ...(password && { password }) })
  }

  return (
    <Form label="New person" error={create.error} onSubmit={submit}>
      {(errors) => (
        <>
          <Field label="Name" required error={errors.of('name')}>
            <Input
              value={draft.name}
              autoComplete="off"
              onChange={({ target }) => set('name', target.value)}
            />
          </Field>
          <Field label="E-mail" required error={errors.of('email')}>
            <Input
              type="email"
              autoComplete="off"
              value={draft.email}
              onChange={({ target }) => set('email', target.value)}
            />
          </Field>
          <Field
            label="Password"
            hint="At least 10 characters. Empty: signs in by the identity provider only"
            error={errors.of('password')}
          >
            <Input
              type="password"
              autoComplete="new-password"
              value={draft.password}
              onChange={({ target }) => set('password', target.value)}
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
              <Link href="/people">Cancel</Link>
            </Button>
            <Button type="submit" variant="primary" busy={create.isPending}>
              Create person
            </Button>
          </Actions>
        </>
      )}
    </Form>
  )
}
