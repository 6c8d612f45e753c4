'use client'

import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { MailPlus } from 'lucide-react'
import { useState } from 'react'
import { useMay } from '~/features/me/use-me'
import { useTRPC } from '~/trpc/client'
import { messageOf } from '~/trpc/form-errors'
import type { RouterOutputs } from '~/trpc/types'
import { Badge } from '~/ui/badge'
import { Button } from '~/ui/button'
import { Actions, Dialog } from '~/ui/dialog'
import { EmptyState } from '~/ui/empty-state'
import { RemoveButton } from '~/ui/remove-button'
import { Head, Row, Table, Td, Th } from '~/ui/table'
import { Time } from '~/ui/time'
import { toast } from '~/ui/toast'
import { useNow } from '~/ui/use-now'
import { InvitationLink } from './invitation-link'

type Invitation = RouterOutputs['invitations']['list']['items'][number]

/** People who were asked to come and have not yet. */
export function InvitationList({ search = '' }: { readonly search: string | undefined }) {
  const trpc = useTRPC()
  const { data } = useSuspenseQuery(trpc.invitations.list.queryOptions())
  const [resent, setResent] = useState<Invitation | null>(null)
  const wanted = search.toLowerCase()
  const shown = data.items.filter(({ name, email, groups }) =>
    [name, email, ...groups].some((text) => text.toLowerCase().includes(wanted)),
  )

  if (shown.length === 0) {
    return (
      <EmptyState
        icon={MailPlus}
        title={search ? `No invitation matches “${search}”` : 'No invitation is open'}
      >
        {search
          ? 'Search looks at names, e-mail addresses and groups.'
          : 'Invite a person: they choose a password of their own, and are in.'}
      </EmptyState>
    )
  }
  return (
    <>
      <Table label="Invitations">
        <Head>
          <Th>Person</Th>
          <Th className="max-sm:hidden">Role</Th>
          <Th className="max-md:hidden">Groups</Th>
          <Th className="max-md:hidden">Invited by</Th>
          <Th>Good until</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </Head>
        <tbody>
          {shown.map((invitation) => (
            <InvitationRow
              key={invitation.id}
              invitation={invitation}
              onResend={() => setResent(invitation)}
            />
          ))}
        </tbody>
      </Table>
      {resent && <Resend invitation={resent} onClose={() => setResent(null)} />}
    </>
  )
}

interface RowProps {
  readonly invitation: Invitation
  readonly onResend: () => void
}

function InvitationRow({ invitation, onResend }: RowProps) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const may = useMay()
  const now = useNow(10_000)
  const revoke = useMutation(trpc.invitations.revoke.mutationOptions())
  const { id, name, email, role, groups, invitedByName, expiresAt, mailedAt } = invitation
  return (
    <Row>
      <Td>
        <span className="font-medium">{name}</span>
        <span className="block text-muted break-all">{email}</span>
      </Td>
      <Td className="max-sm:hidden">
        <Badge tone={role === 'admin' ? 'accent' : 'neutral'}>{role}</Badge>
      </Td>
      <Td className="max-md:hidden">
        <span className="flex flex-wrap gap-1">
          {groups.map((group) => (
            <Badge key={group}>{group}</Badge>
          ))}
        </span>
      </Td>
      <Td className="max-md:hidden">
        {invitedByName}
        {mailedAt && <span className="block text-faint">by mail</span>}
      </Td>
      <Td>
        {now !== null && expiresAt.getTime() <= now ? (
          <Badge tone="hold">out of time</Badge>
        ) : (
          <Time at={expiresAt} />
        )}
      </Td>
      <Td>
        {may('identity:write') && (
          <span className="flex flex-wrap justify-end gap-1">
            <Button size="sm" onClick={onResend}>
              New link
            </Button>
            <RemoveButton
              what="invitation"
              name={name}
              remove={() => revoke.mutateAsync({ id })}
              onRemoved={() => void queryClient.invalidateQueries(trpc.invitations.pathFilter())}
            >
              The link that {email} has leads nowhere from now on.
            </RemoveButton>
          </span>
        )}
      </Td>
    </Row>
  )
}

function Resend({ invitation, onClose }: { readonly invitation: Invitation; readonly onClose: () => void }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const { id, name, email } = invitation
  const resend = useMutation(
    trpc.invitations.resend.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.invitations.pathFilter()),
      onError: (error) => toast(messageOf(error), 'error'),
    }),
  )
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={resend.data ? 'The new link' : `A new link for ${name}?`}
      description={
        resend.data ? undefined : `The link that ${email} may have already leads nowhere from then on.`
      }
    >
      {resend.data && <InvitationLink made={resend.data} name={name} />}
      <Actions>
        {resend.data ? (
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button variant="primary" busy={resend.isPending} onClick={() => resend.mutate({ id })}>
              Make a new link
            </Button>
          </>
        )}
      </Actions>
    </Dialog>
  )
}
