'use client'

import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '~/trpc/client'
import { messageOf } from '~/trpc/form-errors'
import type { RouterOutputs } from '~/trpc/types'
import { Badge } from '~/ui/badge'
import { Button } from '~/ui/button'
import { ConfirmDialog } from '~/ui/confirm-dialog'
import { Section } from '~/ui/page'
import { Head, Row, Table, Td, Th } from '~/ui/table'
import { Time } from '~/ui/time'
import { toast } from '~/ui/toast'
import { useNow } from '~/ui/use-now'
import { CreateToken } from './create-token'

type Token = RouterOutputs['tokens']['list']['items'][number]

interface Props {
  readonly identityId: string
  readonly canCreate: boolean
}

/** Somebody's tokens: make, see, revoke. */
export function TokenList({ identityId, canCreate }: Props) {
  const trpc = useTRPC()
  const { data } = useSuspenseQuery(trpc.tokens.list.queryOptions({ identityId }))
  const [revoking, setRevoking] = useState<Token | null>(null)

  return (
    <Section
      title="Tokens"
      description="What a client gives as its password"
      actions={canCreate && <CreateToken identityId={identityId} label="Create token" />}
    >
      {data.items.length === 0 ? (
        <p className="text-dense text-muted">
          There is no token yet.{canCreate && ' Create one to let a client connect.'}
        </p>
      ) : (
        <Table label="Tokens">
          <Head>
            <Th className="max-sm:hidden">Created</Th>
            <Th>Ends</Th>
            <Th>Last used</Th>
            <Th>
              <span className="sr-only">Revoke</span>
            </Th>
          </Head>
          <tbody>
            {data.items.map((token) => (
              <TokenRow key={token.id} token={token} onRevoke={() => setRevoking(token)} />
            ))}
          </tbody>
        </Table>
      )}
      <Revoke token={revoking} onClose={() => setRevoking(null)} />
    </Section>
  )
}

function TokenRow({ token, onRevoke }: { readonly token: Token; readonly onRevoke: () => void }) {
  const now = useNow(10_000)
  const isExpired = now !== null && token.expiresAt.getTime() <= now
  return (
    <Row>
      <Td className="max-sm:hidden">
        <Time at={token.createdAt} />
      </Td>
      <Td>
        {token.revokedAt ? (
          <Badge tone="deny">revoked</Badge>
        ) : isExpired ? (
          <Badge>ended</Badge>
        ) : (
          <Time at={token.expiresAt} />
        )}
      </Td>
      <Td>{token.lastUsedAt ? <Time at={token.lastUsedAt} /> : <span className="text-faint">never</span>}</Td>
      <Td className="text-right">
        {!token.revokedAt && !isExpired && (
          <Button size="sm" variant="danger-ghost" onClick={onRevoke}>
            Revoke
          </Button>
        )}
      </Td>
    </Row>
  )
}

function Revoke({ token, onClose }: { readonly token: Token | null; readonly onClose: () => void }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const revoke = useMutation(
    trpc.tokens.revoke.mutationOptions({
      onSuccess: () => toast('The token is revoked'),
      onError: (error) => toast(messageOf(error), 'error'),
      onSettled: async () => {
        onClose()
        await queryClient.invalidateQueries(trpc.tokens.pathFilter())
      },
    }),
  )
  return (
    <ConfirmDialog
      open={token !== null}
      onOpenChange={(open) => !open && onClose()}
      title="Revoke this token?"
      confirm="Revoke token"
      busy={revoke.isPending}
      onConfirm={() => token && revoke.mutate({ id: token.id })}
    >
      Clients that use it cannot connect any more, and their sessions end now.
    </ConfirmDialog>
  )
}
