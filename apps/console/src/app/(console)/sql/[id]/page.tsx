import { Refused } from '~/features/shell/refused'
import { SqlEditor } from '~/features/sql-editor/sql-editor'
import { found, HydrateClient, may, titleOf, trpc } from '~/trpc/server'
import { Callout } from '~/ui/callout'
import { Page } from '~/ui/page'

interface Props {
  readonly params: Promise<{ readonly id: string }>
}

export async function generateMetadata({ params }: Props) {
  return titleOf(trpc.connections.get.queryOptions(await params), ({ name }) => `SQL on ${name}`, 'SQL')
}

export default async function SqlAtPage({ params }: Props) {
  if (!(await may('token:create'))) return <Refused permission="token:create" what="SQL" />
  const { id } = await params
  const { name, closedAt } = await found(trpc.connections.get.queryOptions({ id }))
  return (
    <Page title={`SQL on ${name}`} parent={{ href: '/sql', label: 'SQL' }}>
      {closedAt && (
        <Callout tone="warning" title="This connection is closed">
          Nobody gets in until it is opened, whatever the rules say.
        </Callout>
      )}
      <HydrateClient>
        <SqlEditor key={id} id={id} />
      </HydrateClient>
    </Page>
  )
}
