import type { Postgres } from './postgres'
import type { Server } from './postgres-server'

/** A way to the same server: directly, or through the gateway. */
export interface Route {
  readonly name: 'direct' | 'gateway'
  readonly host: string
  readonly port: number
  readonly username: string
  readonly password: string
  readonly server: Server
}

/** What the suites find on this machine. */
export interface Place {
  readonly postgres: Postgres
  /** For what a suite builds, kept between runs. */
  readonly cache: string
  /** For what it prints; kept for whoever looks into a difference. */
  readonly results: string
}

/** Of each test: `ok`, or in a few words what became of it. Both routes must say the same. */
export type Outcome = ReadonlyMap<string, string>

export interface Suite {
  readonly name: string
  /** Builds what the suite needs. Answers why it cannot run here, or null. */
  prepare(place: Place): Promise<string | null>
  run(route: Route, place: Place): Promise<Outcome>
  /** Whether two outcomes may differ without either route being wrong. */
  isNoise?(direct: string, gateway: string): boolean
}

/** The settings by which libpq's programs take a route. */
export function libpqEnvironment({ host, port, username, password }: Route, database?: string) {
  return {
    PGHOST: host,
    PGPORT: String(port),
    PGUSER: username,
    PGPASSWORD: password,
    ...(database && { PGDATABASE: database }),
  }
}
