import { connect, createServer } from 'node:net'
import { resolve } from 'node:path'
import { root } from '../root.mjs'
import { PlainError } from '../run.mjs'

/** What the environment asks for, checked. */
export function settings(env = process.env) {
  const wanted = {
    data: resolve(root, env.SALLYPORT_DATA || '.sallyport'),
    consolePort: port(env, 'SALLYPORT_CONSOLE_PORT', 3000),
    postgresPort: port(env, 'SALLYPORT_POSTGRES_PORT', 15432),
    databaseUrl: databaseUrl(env.DATABASE_URL),
  }
  const all = { ...wanted, mcpPort: port(env, 'SALLYPORT_MCP_PORT', wanted.postgresPort + 1) }
  if (new Set([all.consolePort, all.postgresPort, all.mcpPort]).size < 3) {
    throw new PlainError(
      'SALLYPORT_CONSOLE_PORT, SALLYPORT_POSTGRES_PORT and SALLYPORT_MCP_PORT must differ.',
    )
  }
  return all
}

function port(env, name, otherwise) {
  const text = env[name] || String(otherwise)
  const number = Number(text)
  if (/^\d+$/.test(text) && number >= 1 && number <= 65_535) return number
  throw new PlainError(`${name} must be a port from 1 to 65535, and is "${text}".`)
}

/** Never repeats the value: it holds a password. */
function databaseUrl(text) {
  if (!text) return null
  const url = URL.canParse(text) ? new URL(text) : null
  if (url && /^postgres(ql)?:$/.test(url.protocol) && url.pathname.length > 1) return text
  throw new PlainError('DATABASE_URL must be like postgresql://user:password@host:5432/database.')
}

/** Throws, naming the variable, when somebody listens where we shall. */
export async function checkPorts({ consolePort, postgresPort, mcpPort }) {
  await checkPort(consolePort, 'SALLYPORT_CONSOLE_PORT', 'console')
  await checkPort(postgresPort, 'SALLYPORT_POSTGRES_PORT', 'gateway')
  await checkPort(mcpPort, 'SALLYPORT_MCP_PORT', 'gateway')
}

async function checkPort(number, variable, what) {
  const problem = (await problemAt('127.0.0.1', number)) ?? (await problemAt('::1', number))
  if (!problem) return
  throw new PlainError(
    problem === 'EACCES'
      ? `This user may not open port ${number} for the ${what}. Set ${variable} to a port above 1023.`
      : `Port ${number}, which the ${what} needs, is taken. Stop what listens there, or set ${variable} to a free port.`,
  )
}

/** Listening alone is not enough: macOS lets one address be opened beside a wildcard that holds the same port. */
async function problemAt(host, number) {
  if (await isAnswered(host, number)) return 'EADDRINUSE'
  return new Promise((resolve) => {
    const server = createServer()
      .once('error', ({ code }) => resolve(code === 'EADDRINUSE' || code === 'EACCES' ? code : null))
      .listen(number, host, () => server.close(() => resolve(null)))
  })
}

export async function isPortFree(number) {
  return (await problemAt('127.0.0.1', number)) === null
}

function isAnswered(host, number) {
  return new Promise((resolve) => {
    const socket = connect({ host, port: number, timeout: 500 })
    const answer = (is) => () => {
      socket.destroy()
      resolve(is)
    }
    socket.once('connect', answer(true)).once('error', answer(false)).once('timeout', answer(false))
  })
}
