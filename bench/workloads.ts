import { openLatency } from './clients/latency'
import { openPgbench, type Protocol } from './clients/pgbench'
import { openFour, openPsql } from './clients/psql'
import type { Sample } from './meter'
import type { Route } from './routes/route'
import type { Tools } from './tools'

/** How to measure. */
export interface Way {
  readonly tools: Tools
  readonly seconds: number
  /** Fires when the run shall end. */
  readonly signal: AbortSignal
}

export interface Workload {
  readonly name: string
  /** Warms the route up; what it answers measures once, as often as it is called. */
  open(route: Route, way: Way): Promise<() => Promise<Sample>>
}

const PROTOCOLS: readonly Protocol[] = ['simple', 'extended', 'prepared']
const CLIENTS = [1, 8, 32]

const LARGE = `select i, md5(i::text), repeat('lorem ', 10) from generate_series(1, 100000) i`

export const workloads: readonly Workload[] = [
  ...PROTOCOLS.flatMap((protocol) =>
    CLIENTS.map((clients) => ({
      name: `${protocol}, ${clients} ${clients === 1 ? 'client' : 'clients'}`,
      open: (route: Route, way: Way) => openPgbench({ protocol, clients }, route, way),
    })),
  ),
  {
    name: 'a new session each time',
    open: (route, way) => openPgbench({ protocol: 'simple', clients: 1, reconnects: true }, route, way),
  },
  { name: '100,000 rows, 10 MB', open: (route, way) => openPsql(LARGE, route, way) },
  { name: 'four of them at once', open: (route, way) => openFour(LARGE, route, way) },
  { name: 'select * from customers', open: (route, way) => openPsql('select * from customers', route, way) },
  { name: 'one statement', open: (route, way) => openLatency(null, route, way) },
  { name: 'one statement, beside a large result', open: (route, way) => openLatency(LARGE, route, way) },
]
