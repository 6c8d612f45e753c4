'use client'

import { useSuspenseQuery } from '@tanstack/react-query'
import { Bot, Users } from 'lucide-react'
import { useTRPC } from '~/trpc/client'
import type { RouterInputs } from '~/trpc/types'
import { Badge } from '~/ui/badge'
import { EmptyState } from '~/ui/empty-state'
import { Pager } from '~/ui/list-controls'
import { Head, Row, RowLink, Table, Td, Th } from '~/ui/table'
import { Time } from '~/ui/time'

interface Props {
  readonly input: RouterInputs['identities']['list']
}

/** People, or agents: the same list with another column. */
export function PeopleList({ input }: Props) {
  const trpc = useTRPC()
  const { data } = useSuspenseQuery(trpc.identities.list.queryOptions(input))
  const isAgents = input.kind === 'agent'
  if (data.items.length === 0) return <Nobody isAgents={isAgents} search={input.search} />
  return (
    <>
      <Table label={isAgents ? 'Agents' : 'People'}>
        <Head>
          <Th>Name</Th>
          {isAgents ? <Th>Acts for</Th> : <Th className="max-sm:hidden">E-mail</Th>}
          {!isAgents && <Th>Role</Th>}
          <Th>Groups</Th>
          <Th className="text-right max-md:hidden">Since</Th>
        </Head>
        <tbody>
          {data.items.map((identity) => (
            <Row key={identity.id}>
              <Td>
                <span className="flex items-center gap-2">
                  <RowLink href={`/people/${identity.id}`}>{identity.name}</RowLink>
                  {identity.disabledAt && <Badge tone="deny">disabled</Badge>}
                </span>
              </Td>
              {isAgents ? (
                <Td>{identity.owner?.name ?? <span className="text-faint">nobody</span>}</Td>
              ) : (
                <Td className="text-muted max-sm:hidden">{identity.email}</Td>
              )}
              {!isAgents && (
                <Td>
                  <Badge tone={identity.role === 'admin' ? 'accent' : 'neutral'}>{identity.role}</Badge>
                </Td>
              )}
              <Td>
                <span className="flex flex-wrap gap-1">
                  {identity.groups.map((group) => (
                    <Badge key={group}>{group}</Badge>
                  ))}
                </span>
              </Td>
              <Td className="text-right text-faint max-md:hidden">
                <Time at={identity.createdAt} />
              </Td>
            </Row>
          ))}
        </tbody>
      </Table>
      <Pager next={data.nextCursor} />
    </>
  )
}

function Nobody({ isAgents, search }: { readonly isAgents: boolean; readonly search: string | undefined }) {
  const what = isAgents ? 'agent' : 'person'
  if (search) {
    return (
      <EmptyState icon={isAgents ? Bot : Users} title={`No ${what} matches “${search}”`}>
        Search looks at names, e-mail addresses and groups.
      </EmptyState>
    )
  }
  return (
    <EmptyState icon={isAgents ? Bot : Users} title={`There is no ${what} yet`}>
      {isAgents
        ? 'An agent is a program with its own name and tokens, so that what it does is told from what people do.'
        : 'People sign in here, and connect with tokens of their own.'}
    </EmptyState>
  )
}
