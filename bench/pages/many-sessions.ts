import pg from 'pg'
import type { Api } from '../../e2e/person'
import type { DemoFile } from '../../scripts/launch/demo/demo-file'

export const MANY = 100_000
const ROUNDS = 5

/** Puts so many sessions of the last year into the console's database, of everybody and on some connections. */
export async function addSessions(databaseUrl: string, count: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query(
      `INSERT INTO "Session" (id, "organizationId", "identityId", "identityName", "identityKind", "identityGroups",
         actors, "connectionName", "gatewayId", protocol, "clientAddress", "startedAt", "endedAt", "endReason",
         "statementCount", "deniedCount")
       SELECT gen_random_uuid(), i."organizationId", i.id, i.name, i.kind, '{}', '{}', 'shop-' || n % 7, g.id,
         'postgres', '10.0.0.' || n % 250, now() - n * interval '5 minutes',
         now() - n * interval '5 minutes' + interval '3 minutes', 'the client left', n % 40, (n % 97 = 0)::int
       FROM generate_series(1, $1::int) n
       CROSS JOIN LATERAL (SELECT * FROM "Gateway" LIMIT 1) g
       JOIN (SELECT *, row_number() OVER (ORDER BY id) - 1 AS at, count(*) OVER () AS of FROM "Identity") i
         ON i.at = n % i.of`,
      [count],
    )
    await client.query('ANALYZE "Session"')
  } finally {
    await client.end()
  }
}

export interface ListSample {
  readonly name: string
  readonly items: number
  /** Median of the rounds, over HTTP, as the page asks for it. */
  readonly ms: number
}

/** Pages of the list as a reviewer turns them. */
export async function measureLists(api: Api, demo: DemoFile): Promise<readonly ListSample[]> {
  const { items: agents } = await api.identities.list.query({ kind: 'agent', search: demo.agent.name })
  let cursor: string | undefined
  for (let page = 0; page < 20; page++) cursor = (await api.sessions.list.query({ cursor })).nextCursor
  const lists: readonly (readonly [string, Parameters<typeof api.sessions.list.query>[0]])[] = [
    ['the first page', {}],
    ['the twentieth page', { cursor }],
    ['of one identity', { identity: agents[0]?.id }],
    ['of one connection', { connection: 'shop-3' }],
    ['with something denied', { withDenied: true }],
    ['live', { live: true }],
    ['of a month, last winter', { from: monthsAgo(9), to: monthsAgo(8) }],
    ['searched for an address', { search: '10.0.0.17' }],
    ['searched for what is nowhere', { search: 'no such thing' }],
  ]
  const samples: ListSample[] = []
  for (const [name, input] of lists) {
    const times: number[] = []
    let items = 0
    for (let round = 0; round < ROUNDS; round++) {
      const began = performance.now()
      items = (await api.sessions.list.query(input)).items.length
      times.push(performance.now() - began)
    }
    samples.push({ name, items, ms: times.toSorted((one, other) => one - other)[ROUNDS >> 1] ?? 0 })
  }
  return samples
}

function monthsAgo(months: number): Date {
  return new Date(Date.now() - months * 30 * 86_400_000)
}
