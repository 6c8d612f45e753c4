'use client'

import { useSuspenseQuery } from '@tanstack/react-query'
import { BadgeCheck, Plus } from 'lucide-react'
import Link from 'next/link'
import { useMay } from '~/features/me/use-me'
import { useTRPC } from '~/trpc/client'
import { Badge } from '~/ui/badge'
import { Button } from '~/ui/button'
import { EmptyState } from '~/ui/empty-state'
import { Head, Row, RowLink, Table, Td, Th } from '~/ui/table'
import { Time } from '~/ui/time'

/** Whose tokens are accepted besides the console's own. */
export function IssuerList({ search }: { readonly search: string | undefined }) {
  const trpc = useTRPC()
  const canWrite = useMay()('identity:write')
  const { data } = useSuspenseQuery(trpc.issuers.list.queryOptions())
  const word = search?.toLowerCase() ?? ''
  const items = data.items.filter(({ name, url }) => `${name} ${url}`.toLowerCase().includes(word))
  if (data.items.length === 0) {
    return (
      <EmptyState
        icon={BadgeCheck}
        title="Only tokens of this console are accepted"
        action={
          canWrite && (
            <Button asChild variant="primary">
              <Link href="/issuers/new">
                <Plus aria-hidden /> Register issuer
              </Link>
            </Button>
          )
        }
      >
        Register an OpenID provider, a Kubernetes cluster or a forge, and agents come with the tokens that
        they have anyway: nothing long-lived to copy, nothing to leak.
      </EmptyState>
    )
  }
  if (items.length === 0) return <EmptyState icon={BadgeCheck} title={`No issuer matches “${search}”`} />
  return (
    <Table label="Issuers">
      <Head>
        <Th>Name</Th>
        <Th className="max-sm:hidden">Issuer</Th>
        <Th>Keys</Th>
        <Th className="text-right max-md:hidden">Fetched</Th>
      </Head>
      <tbody>
        {items.map(({ id, name, url, keys, keysProblem, keysFetchedAt, enabled }) => (
          <Row key={id}>
            <Td>
              <span className="flex items-center gap-2">
                <RowLink href={`/issuers/${id}`}>{name}</RowLink>
                {!enabled && <Badge tone="deny">disabled</Badge>}
              </span>
            </Td>
            <Td className="font-mono text-muted max-sm:hidden">{url}</Td>
            <Td>
              {keysProblem ? (
                <Badge tone="deny" title={keysProblem}>
                  not fetched
                </Badge>
              ) : (
                keys.length
              )}
            </Td>
            <Td className="text-right text-faint max-md:hidden">
              {keysFetchedAt ? <Time at={keysFetchedAt} /> : 'pasted'}
            </Td>
          </Row>
        ))}
      </tbody>
    </Table>
  )
}
