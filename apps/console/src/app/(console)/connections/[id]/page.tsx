import Link from 'next/link'
import { Suspense } from 'react'
import { CloseConnection } from '~/features/connections/close-connection'
import { Connect } from '~/features/connections/connect'
import { toDraft } from '~/features/connections/connection-draft'
import { ConnectionForm } from '~/features/connections/connection-form'
import { RemoveConnection } from '~/features/connections/remove-connection'
import { ServerPage } from '~/features/servers/server-page'
import { Refused } from '~/features/shell/refused'
import { found, HydrateClient, may, prefetch, titleOf, trpc } from '~/trpc/server'
import { Button } from '~/ui/button'
import { Page, Section } from '~/ui/page'
import { CardSkeleton } from '~/ui/skeleton'
import { Time } from '~/ui/time'

interface Props {
  readonly params: Promise<{ readonly id: string }>
}

export async function generateMetadata({ params }: Props) {
  return titleOf(trpc.connections.get.queryOptions(await params), ({ name }) => name, 'Connection')
}

export default async function ConnectionPage({ params }: Props) {
  if (!(await may('connection:read'))) return <Refused permission="connection:read" what="the connections" />
  const { id } = await params
  const connection = await found(trpc.connections.get.queryOptions({ id }))
  const { server, name, liveSessions, createdAt, updatedAt, closedAt } = connection

  if (server) void prefetch(trpc.servers.tools.queryOptions({ id }))
  else void prefetch(trpc.connections.howTo.queryOptions({ id }))

  return (
    <Page
      title={name}
      parent={{ href: '/connections', label: 'Connections' }}
      description={
        <>
          Registered <Time at={createdAt} />, changed <Time at={updatedAt} />
        </>
      }
      actions={
        <>
          {!server && (await may('token:create')) && (
            <Button asChild variant="primary">
              <Link href={`/sql/${id}`}>Open SQL</Link>
            </Button>
          )}
          {(await may('connection:write')) && (
            <>
              {!server && (
                <Button asChild>
                  <Link href={`/connections/${id}/set-up`}>Set up</Link>
                </Button>
              )}
              <CloseConnection id={id} name={name} isClosed={closedAt !== null} liveSessions={liveSessions} />
              <RemoveConnection id={id} name={name} liveSessions={liveSessions} />
            </>
          )}
        </>
      }
      width="narrow"
    >
      {server ? (
        <HydrateClient>
          <ServerPage connection={connection} />
        </HydrateClient>
      ) : (
        <>
          <HydrateClient>
            <Suspense fallback={<CardSkeleton />}>
              <Connect id={id} />
            </Suspense>
          </HydrateClient>
          <Section title="Target" description="What the gateway connects to">
            <ConnectionForm id={id} initial={toDraft(connection)} reference={connection.passwordReference} />
          </Section>
        </>
      )}
    </Page>
  )
}
