'use client'

import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useMay } from '~/features/me/use-me'
import { useTRPC } from '~/trpc/client'
import { Button } from '~/ui/button'
import { Actions } from '~/ui/dialog'
import { Field } from '~/ui/field'
import { Form } from '~/ui/form'
import { Input } from '~/ui/input'
import { Section } from '~/ui/page'
import { Select } from '~/ui/select'
import { TagInput } from '~/ui/tag-input'
import { toast } from '~/ui/toast'
import { useDraft } from '~/ui/use-draft'
import { OwnerSelect } from './owner-select'
import { PERSON_ROLES, ROLE_OPTIONS } from './role-words'

/** Name, role, groups and owner of a person or an agent. */
export function IdentityForm({ id }: { readonly id: string }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const may = useMay()
  const { data: identity } = useSuspenseQuery(trpc.identities.get.queryOptions({ id }))
  const groups = useQuery(trpc.groups.list.queryOptions()).data?.items.map(({ name }) => name) ?? []
  const isAgent = identity.kind === 'agent'
  const { draft, set } = useDraft({
    name: identity.name,
    role: PERSON_ROLES.find((role) => role === identity.role),
    groups: identity.groups,
    ownerId: identity.owner?.id ?? null,
  })
  const update = useMutation(
    trpc.identities.update.mutationOptions({
      onSuccess: async () => {
        toast('Saved')
        await queryClient.invalidateQueries(trpc.identities.pathFilter())
      },
    }),
  )

  function submit(): void {
    const { name, role, ownerId } = draft
    update.mutate({ id, name, groups: [...draft.groups], ...(isAgent ? { ownerId } : role && { role }) })
  }

  return (
    <Section title={isAgent ? 'Agent' : 'Person'} description={identity.email ?? undefined}>
      <Form label={isAgent ? 'Agent' : 'Person'} error={update.error} onSubmit={submit}>
        {(errors) => (
          <fieldset disabled={!may('identity:write')} className="flex min-w-0 flex-col gap-4">
            <Field label="Name" required error={errors.of('name')}>
              <Input
                value={draft.name}
                autoComplete="off"
                onChange={({ target }) => set('name', target.value)}
              />
            </Field>
            {isAgent ? (
              <Field
                label="Acts for"
                hint="This person sees its sessions and requests, and can never approve them"
                error={errors.of('ownerId')}
              >
                <OwnerSelect
                  value={draft.ownerId}
                  current={identity.owner}
                  onChange={(value) => set('ownerId', value)}
                />
              </Field>
            ) : (
              <Field label="Role" error={errors.of('role')}>
                <Select
                  options={ROLE_OPTIONS}
                  value={draft.role}
                  onChange={({ target }) =>
                    set(
                      'role',
                      PERSON_ROLES.find((word) => word === target.value),
                    )
                  }
                />
              </Field>
            )}
            <Field
              label="Groups"
              hint="What rules say of a group holds for its members"
              error={errors.of('groups')}
            >
              <TagInput
                value={draft.groups}
                onChange={(value) => set('groups', value)}
                suggestions={groups}
              />
            </Field>
            {may('identity:write') && (
              <Actions>
                <Button type="submit" variant="primary" busy={update.isPending}>
                  Save
                </Button>
              </Actions>
            )}
          </fieldset>
        )}
      </Form>
    </Section>
  )
}
