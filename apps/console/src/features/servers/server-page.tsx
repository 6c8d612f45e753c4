import { Suspense } from 'react'
import type { RouterOutputs } from '~/trpc/types'
import { Section } from '~/ui/page'
import { CardSkeleton } from '~/ui/skeleton'
import { toServerDraft } from './server-draft'
import { ServerForm } from './server-form'
import { ToolList } from './tool-list'

/** What a connection's page shows where its target is an MCP server. */
export function ServerPage({ connection }: { readonly connection: RouterOutputs['connections']['get'] }) {
  const { id, name } = connection
  return (
    <>
      <Suspense fallback={<CardSkeleton />}>
        <ToolList id={id} name={name} />
      </Suspense>
      <Section title="Server" description="What the gateway connects to, or starts">
        <ServerForm id={id} initial={toServerDraft(connection)} />
      </Section>
    </>
  )
}
