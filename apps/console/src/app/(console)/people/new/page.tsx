import type { Metadata } from 'next'
import { z } from 'zod'
import { readSearchParams, type SearchParams } from '~/app/search-params'
import { CreateAgentForm } from '~/features/people/create-agent-form'
import { CreatePersonForm } from '~/features/people/create-person-form'
import { Refused } from '~/features/shell/refused'
import { may } from '~/trpc/server'
import { Page, Section } from '~/ui/page'

export const metadata: Metadata = { title: 'New person or agent' }

const Params = z.object({ kind: z.enum(['person', 'agent']).catch('person') })

export default async function NewIdentityPage({ searchParams }: { readonly searchParams: SearchParams }) {
  if (!(await may('identity:write'))) {
    return <Refused permission="identity:write" what="the form for people and agents" />
  }
  const { kind } = await readSearchParams(searchParams, Params)
  const isAgent = kind === 'agent'
  return (
    <Page
      title={isAgent ? 'New agent' : 'New person'}
      parent={{ href: isAgent ? '/people?kind=agent' : '/people', label: 'People & agents' }}
      width="narrow"
    >
      <Section title={isAgent ? 'Agent' : 'Person'}>
        {isAgent ? <CreateAgentForm /> : <CreatePersonForm />}
      </Section>
    </Page>
  )
}
