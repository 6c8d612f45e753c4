'use client'

import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '~/trpc/client'
import { messageOf } from '~/trpc/form-errors'
import type { RouterOutputs } from '~/trpc/types'
import { Badge } from '~/ui/badge'
import { Button } from '~/ui/button'
import { ConfirmDialog } from '~/ui/confirm-dialog'
import { plural } from '~/ui/format'
import { Section } from '~/ui/page'
import { Head, Row, Table, Td, Th } from '~/ui/table'
import { Time } from '~/ui/time'
import { toast } from '~/ui/toast'
import { useNow } from '~/ui/use-now'
import { VisibleText } from '~/ui/visible-text'
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
            <Th className="max-sm:hidden">For</Th>
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
      <Td className="max-w-72 max-sm:hidden">
        <Bounds token={token} />
      </Td>
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

/** What a token is for, and what of its bearer's rights it carries. */
function Bounds({ token }: { readonly token: Token }) {
  const { scope, purpose, onBehalfOf, issuerName, connections, rowBudget, isForTool } = token
  const words = [
    scope !== 'connect' && (scope === 'read' ? 'reading the console' : 'managing the console'),
    isForTool && 'a tool',
    onBehalfOf !== null && `on behalf of ${onBehalfOf}`,
    issuerName !== null && `from ${issuerName}`,
    connections.length > 0 && `only ${connections.join(', ')}`,
    rowBudget !== null && `at most ${plural(rowBudget, 'row')}`,
  ].filter((each) => each !== false)
  return (
    <>
      {purpose !== null && (
        <span className="block truncate">
          <VisibleText>{purpose}</VisibleText>
        </span>
      )}
      {words.length > 0 && <span className="block text-xs break-words text-muted">{words.join(' · ')}</span>}
      {purpose === null && words.length === 0 && <span className="text-faint">anything</span>}
    </>
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
