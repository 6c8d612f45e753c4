import type { Metadata } from 'next'
import { z } from 'zod'
import { readSearchParams, type SearchParams } from '~/app/search-params'
import { NEW_CONNECTION } from '~/features/connections/connection-draft'
import { ConnectionForm } from '~/features/connections/connection-form'
import { NEW_SERVER } from '~/features/servers/server-draft'
import { ServerForm } from '~/features/servers/server-form'
import { Refused } from '~/features/shell/refused'
import { may } from '~/trpc/server'
import { Page, Section } from '~/ui/page'
import { LinkTabs } from '~/ui/tabs'

export const metadata: Metadata = { title: 'New connection' }

const Params = z.object({ target: z.enum(['database', 'mcp']).default('database').catch('database') })

const TARGETS = [
  { value: 'database', label: 'PostgreSQL' },
  { value: 'mcp', label: 'MCP server' },
]

export default async function NewConnectionPage({ searchParams }: { readonly searchParams: SearchParams }) {
  if (!(await may('connection:write'))) {
    return <Refused permission="connection:write" what="the form for new connections" />
  }
  const { target } = await readSearchParams(searchParams, Params)
  return (
    <Page
      title="New connection"
      description="A PostgreSQL server that the gateway can reach, or an MCP server whose tools agents use through it."
      parent={{ href: '/connections', label: 'Connections' }}
      width="narrow"
    >
      <LinkTabs label="Kind of target" param="target" value={target} options={TARGETS} />
      <Section title="Target">
        {target === 'mcp' ? <ServerForm initial={NEW_SERVER} /> : <ConnectionForm initial={NEW_CONNECTION} />}
      </Section>
    </Page>
  )
}
