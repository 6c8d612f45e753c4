'use client'

import { toolResource } from '@sallyport/core'
import { useQueries, useQuery } from '@tanstack/react-query'
import { useTRPC } from '~/trpc/client'

/** As many catalogues as a page reads at once. */
const MOST = 3

/**
 * Names to complete a rule's resources with, from the catalogues of the connections that it names (of the first few,
 * when it names none): schemas, relations, and their columns once a relation is typed; the tools of servers.
 */
export function useResourceNames(connections: readonly string[]): readonly string[] {
  const trpc = useTRPC()
  const all = useQuery(trpc.connections.list.queryOptions({})).data?.items ?? []
  const wanted = all
    .filter(({ name }) => connections.length === 0 || connections.includes(name))
    .slice(0, MOST)
  const databases = wanted.filter(({ server }) => !server)
  const servers = wanted.filter(({ server }) => server)
  const catalogues = useQueries({
    queries: databases.map(({ id }) =>
      trpc.connections.catalogue.queryOptions({ id }, { staleTime: 300_000 }),
    ),
  })
  const tools = useQueries({
    queries: servers.map(({ id }) => trpc.servers.tools.queryOptions({ id }, { staleTime: 300_000 })),
  }).flatMap(({ data }, at) =>
    (data?.items ?? []).map(({ name }) => toolResource(servers[at]?.name ?? '', name)),
  )
  const names = catalogues.flatMap(({ data }) => {
    if (!data?.database) return []
    const { database, relations } = data
    const schemas = [...new Set(relations.map(({ schema }) => schema))]
    return [
      ...schemas.map((schema) => `${database}.${schema}.**`),
      ...relations.map(({ schema, name }) => `${database}.${schema}.${name}`),
      ...relations.flatMap(({ schema, name, columns }) =>
        columns.map((column) => `${database}.${schema}.${name}.${column}`),
      ),
    ]
  })
  return [...new Set([...names, ...tools])]
}
