'use client'

import { useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useMay, useMe } from '~/features/me/use-me'
import { CreateToken } from '~/features/tokens/create-token'
import { useTRPC } from '~/trpc/client'
import { CodeBlock } from '~/ui/code'
import { Section } from '~/ui/page'

/** How somebody's own client reaches the connection. */
export function Connect({ id }: { readonly id: string }) {
  const trpc = useTRPC()
  const me = useMe()
  const may = useMay()
  const { data } = useSuspenseQuery(trpc.connections.howTo.queryOptions({ id }))
  const [token, setToken] = useState<string | null>(null)
  const { host, port, database, username, mcp } = data

  return (
    <Section
      title="Connect"
      description="Any PostgreSQL client works. The token is the password and says who you are."
      actions={
        may('token:create') && (
          <CreateToken identityId={me.id} label="Create a token for me" onCreated={setToken} />
        )
      }
    >
      <div className="flex flex-col gap-3">
        {token && <CodeBlock label="Password" text={`export PGPASSWORD='${token}'`} />}
        <CodeBlock label="psql command" text={`psql -h ${host} -p ${port} -U ${username} -d ${database}`} />
        {!token && (
          <p className="text-dense text-faint">
            Give a token as the password, or put it into <code className="font-mono text-xs">PGPASSWORD</code>{' '}
            first.
          </p>
        )}
        <p className="text-dense text-muted">
          An agent that speaks MCP needs the address only: it opens this console, and you say yes.
        </p>
        <CodeBlock label="Claude Code command" text={`claude mcp add --transport http sallyport ${mcp}`} />
        <CodeBlock label="mcp.json" text={mcpJson(mcp)} />
      </div>
    </Section>
  )
}

/** As Claude Code, Cursor and others read it. */
function mcpJson(url: string): string {
  return JSON.stringify({ mcpServers: { sallyport: { type: 'http', url } } }, null, 2)
}
