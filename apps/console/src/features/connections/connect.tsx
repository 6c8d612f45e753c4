'use client'

import { useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useMay, useMe } from '~/features/me/use-me'
import { CreateToken } from '~/features/tokens/create-token'
import { useTRPC } from '~/trpc/client'
import { Callout } from '~/ui/callout'
import { CodeBlock } from '~/ui/code'
import { Section } from '~/ui/page'
import { PanelTabs } from '~/ui/panel-tabs'
import { clientSnippets } from './client-snippets'

/** How somebody's own client reaches the connection. */
export function Connect({ id }: { readonly id: string }) {
  const trpc = useTRPC()
  const me = useMe()
  const may = useMay()
  const { data } = useSuspenseQuery(trpc.connections.howTo.queryOptions({ id }))
  const [token, setToken] = useState<string | null>(null)
  const snippets = clientSnippets({ ...data, token })

  return (
    <Section
      title="Connect"
      description="As you, with your own client. The token is the password and says who you are."
      actions={
        may('token:create') && (
          <CreateToken
            identityId={me.id}
            label="Create a token for me"
            connections={[data.database]}
            onCreated={setToken}
          />
        )
      }
    >
      <div className="flex flex-col gap-3">
        {data.isClosed && (
          <Callout tone="warning" title="This connection is closed">
            Nobody gets in until it is opened, whatever the rules say.
          </Callout>
        )}
        <PanelTabs
          label="Clients"
          panels={snippets.map(({ value, label, text, hint }) => ({
            value,
            label,
            content: (
              <>
                <CodeBlock label={`${label} command`} text={text} />
                {hint && <p className="mt-1.5 text-dense text-faint">{hint}</p>}
              </>
            ),
          }))}
        />
        <p className="text-dense text-faint">
          {token
            ? 'The token is filled in. It is not kept here: copy what you need before you leave.'
            : 'TOKEN is where yours goes: create one, and it is filled in.'}
        </p>
        <p className="text-dense text-muted">
          An agent that speaks MCP needs the address only: it opens this console, and you say yes.
        </p>
        <CodeBlock
          label="Claude Code command"
          text={`claude mcp add --transport http sallyport ${data.mcp}`}
        />
        <CodeBlock label="mcp.json" text={mcpJson(data.mcp)} />
      </div>
    </Section>
  )
}

/** As Claude Code, Cursor and others read it. */
function mcpJson(url: string): string {
  return JSON.stringify({ mcpServers: { sallyport: { type: 'http', url } } }, null, 2)
}
