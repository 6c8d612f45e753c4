'use client'

import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { UsersRound } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { useMay } from '~/features/me/use-me'
import { useTRPC } from '~/trpc/client'
import { Button } from '~/ui/button'
import { EmptyState } from '~/ui/empty-state'
import { Field } from '~/ui/field'
import { Form } from '~/ui/form'
import { plural } from '~/ui/format'
import { Input } from '~/ui/input'
import { RemoveButton } from '~/ui/remove-button'
import { Head, Row, Table, Td, Th } from '~/ui/table'
import { toast } from '~/ui/toast'

/** The groups that rules name. */
export function GroupList({ search = '' }: { readonly search: string | undefined }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const may = useMay()
  const { data } = useSuspenseQuery(trpc.groups.list.queryOptions())
  const remove = useMutation(trpc.groups.remove.mutationOptions())
  const shown = data.items.filter(({ name }) => name.toLowerCase().includes(search.toLowerCase()))

  return (
    <>
      {may('identity:write') && <NewGroup />}
      {shown.length === 0 ? (
        <EmptyState
          icon={UsersRound}
          title={search ? `No group matches “${search}”` : 'There is no group yet'}
        >
          Rules say what the members of a group may do.
        </EmptyState>
      ) : (
        <Table label="Groups">
          <Head>
            <Th>Name</Th>
            <Th>Members</Th>
            <Th>
              <span className="sr-only">Remove</span>
            </Th>
          </Head>
          <tbody>
            {shown.map(({ id, name, members }) => (
              <Row key={id}>
                <Td className="font-medium">{name}</Td>
                <Td>
                  <Link
                    href={`/people?search=${encodeURIComponent(name)}`}
                    className="text-accent hover:underline"
                    prefetch={false}
                  >
                    {plural(members, 'member')}
                  </Link>
                </Td>
                <Td className="text-right">
                  {may('identity:write') && (
                    <RemoveButton
                      what="group"
                      name={name}
                      remove={() => remove.mutateAsync({ id })}
                      onRemoved={() => void queryClient.invalidateQueries(trpc.groups.pathFilter())}
                    >
                      Its {plural(members, 'member')} lose what rules gave them by it, and their live sessions
                      end. A group that a rule names cannot be removed.
                    </RemoveButton>
                  )}
                </Td>
              </Row>
            ))}
          </tbody>
        </Table>
      )}
    </>
  )
}

function NewGroup() {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const [name, setName] = useState('')
  const create = useMutation(
    trpc.groups.create.mutationOptions({
      onSuccess: async () => {
        toast(`The group ${name.trim()} was created`)
        setName('')
        await queryClient.invalidateQueries(trpc.groups.pathFilter())
      },
    }),
  )
  return (
    <Form
      label="Create a group"
      error={create.error}
      onSubmit={() => create.mutate({ name })}
      className="max-w-md"
    >
      {(errors) => (
        <div className="flex items-end gap-2">
          <Field label="New group" error={errors.of('name')} className="flex-1">
            <Input value={name} onChange={({ target }) => setName(target.value)} placeholder="engineers" />
          </Field>
          <Button type="submit" variant="primary" busy={create.isPending}>
            Create group
          </Button>
        </div>
      )}
    </Form>
  )
}
