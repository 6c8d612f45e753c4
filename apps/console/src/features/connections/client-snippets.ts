export interface Reach {
  readonly host: string
  readonly port: number
  /** The connection's name. */
  readonly database: string
  readonly username: string
  /** null: not made yet; the text says where it goes. */
  readonly token: string | null
}

export interface Snippet {
  readonly value: string
  readonly label: string
  readonly text: string
  /** What to know beside it. */
  readonly hint?: string
}

/** Ready to paste, for the clients that people use. The token is the only secret in it. */
export function clientSnippets(reach: Reach): readonly Snippet[] {
  const { host, port, database, username } = reach
  const token = reach.token ?? 'TOKEN'
  const at = `${host.includes(':') ? `[${host}]` : host}:${port}`
  const user = encodeURIComponent(username)
  return [
    {
      value: 'psql',
      label: 'psql',
      text: `PGPASSWORD='${token}' psql -h ${host} -p ${port} -U ${shell(username)} -d ${database}`,
    },
    {
      value: 'url',
      label: 'URL',
      text: `postgresql://${user}:${token}@${at}/${database}`,
      hint: 'For everything that takes a libpq or DATABASE_URL address.',
    },
    {
      value: 'jdbc',
      label: 'JDBC',
      text: `jdbc:postgresql://${at}/${database}?user=${user}&password=${token}`,
    },
    {
      value: 'node',
      label: 'Node',
      text: `import pg from 'pg'

const client = new pg.Client({
  host: ${js(host)},
  port: ${port},
  database: ${js(database)},
  user: ${js(username)},
  password: ${js(token)},
})
await client.connect()
console.log((await client.query('SELECT current_database()')).rows)
await client.end()`,
    },
    {
      value: 'python',
      label: 'Python',
      text: `import os
import psycopg

with psycopg.connect(
    host=${js(host)},
    port=${port},
    dbname=${js(database)},
    user=${js(username)},
    password=os.environ["SALLYPORT_TOKEN"],  # ${token}
) as connection:
    print(connection.execute("SELECT current_database()").fetchone())`,
    },
    {
      value: 'dbeaver',
      label: 'DBeaver',
      text: `Driver      PostgreSQL
Host        ${host}
Port        ${port}
Database    ${database}
User name   ${username}
Password    ${token}`,
      hint: 'New connection, PostgreSQL. Under “PostgreSQL”, leave “Show all databases” off.',
    },
  ]
}

/** In single quotes where a shell would read more than a word. */
function shell(word: string): string {
  return /^[\w.@%+=:,/-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

/** A string literal that JavaScript and Python read alike. */
function js(text: string): string {
  return JSON.stringify(text)
}
