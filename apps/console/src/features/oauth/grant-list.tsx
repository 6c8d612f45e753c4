'use client'

import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '~/trpc/client'
import { messageOf } from '~/trpc/form-errors'
import type { RouterOutputs } from '~/trpc/types'
import { Button } from '~/ui/button'
import { ConfirmDialog } from '~/ui/confirm-dialog'
import { Section } from '~/ui/page'
import { Head, Row, Table, Td, Th } from '~/ui/table'
import { Time } from '~/ui/time'
import { toast } from '~/ui/toast'
import { VisibleText } from '~/ui/visible-text'

type Grant = RouterOutputs['oauth']['grants']['items'][number]

/** The programs that act in one's name: see, and take it back. */
export function GrantList() {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const { data } = useSuspenseQuery(trpc.oauth.grants.queryOptions())
  const [revoking, setRevoking] = useState<Grant | null>(null)
  const revoke = useMutation(
    trpc.oauth.revokeGrant.mutationOptions({
      onSuccess: () => toast('The program has no access any more'),
      onError: (error) => toast(messageOf(error), 'error'),
      onSettled: async () => {
        setRevoking(null)
        await queryClient.invalidateQueries(trpc.oauth.pathFilter())
      },
    }),
  )
  return (
    <Section title="Programs with access" description="Which you let act in your name">
      {data.items.length === 0 ? (
        <p className="text-dense text-muted">
          There is none. Programs ask by opening this console in your browser; agents and the sallyport
          command do.
        </p>
      ) : (
        <Table label="Programs with access">
          <Head>
            <Th>Program</Th>
            <Th className="max-sm:hidden">May</Th>
            <Th>Last used</Th>
            <Th>
              <span className="sr-only">Take back</span>
            </Th>
          </Head>
          <tbody>
            {data.items.map((grant) => (
              <Row key={grant.id}>
                <Td>
                  <VisibleText>{grant.clientName}</VisibleText>
                </Td>
                <Td className="max-sm:hidden">{grant.scopes.join(', ')}</Td>
                <Td>
                  {grant.lastUsedAt ? (
                    <Time at={grant.lastUsedAt} />
                  ) : (
                    <span className="text-faint">never</span>
                  )}
                </Td>
                <Td className="text-right">
                  <Button size="sm" variant="danger-ghost" onClick={() => setRevoking(grant)}>
                    Take back
                  </Button>
                </Td>
              </Row>
            ))}
          </tbody>
        </Table>
      )}
      <ConfirmDialog
        open={revoking !== null}
        onOpenChange={(open) => !open && setRevoking(null)}
        title="Take this program’s access back?"
        confirm="Take back"
        busy={revoke.isPending}
        onConfirm={() => revoking && revoke.mutate({ id: revoking.id })}
      >
        Its tokens stop working, and its sessions end now. It can ask again.
      </ConfirmDialog>
    </Section>
  )
}
