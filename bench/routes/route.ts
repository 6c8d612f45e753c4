/** One way from a client to the demo's database. */
export interface Route {
  readonly name: string
  readonly login: Login
  /** What works on the statements between the client and the database. */
  readonly processes: readonly Process[]
}

/** What libpq needs. */
export interface Login {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly username: string
  readonly password: string
  /** Whether it speaks TLS; its certificate is not checked. */
  readonly tls?: boolean
}

export interface Process {
  readonly name: string
  readonly pid: number
}

/** For the environment of psql and pgbench. */
export function libpqEnvironment({
  host,
  port,
  database,
  username,
  password,
  tls = false,
}: Login): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    PGHOST: host,
    PGPORT: String(port),
    PGDATABASE: database,
    PGUSER: username,
    PGPASSWORD: password,
    PGSSLMODE: tls ? 'require' : 'disable', // all routes are on loopback
    PGGSSENCMODE: 'disable',
  }
}
