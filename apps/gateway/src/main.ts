import { hkdfSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSecureContext, type SecureContext } from 'node:tls'
import { loadMasterKey } from '@sallyport/secrets'
import { loadParser } from '@sallyport/sql'
import { answerCatalogue } from './control/catalogue-reports'
import { answerConnectionTest } from './control/connection-tests'
import { call, createConsoleApi } from './control/console-api'
import { ConsoleApprovals } from './control/console-approvals'
import { ConsoleLink, type ConsoleMessage } from './control/console-link'
import { ConsolePolicy } from './control/console-policy'
import { type Env, readEnv } from './env'
import { listen } from './listen'
import { describeError, log } from './log'
import { mcp, postgres } from './protocols'
import { Gate, type SessionRequest } from './session/gate'
import { type OpenPassword, passwordOpener } from './session/password'
import { Spool } from './spool/spool'
import { Upload } from './spool/upload'

const VERSION = '0.1.0'

async function main(env: Env): Promise<void> {
  const masterKey = loadMasterKey(env)
  const openPassword = passwordOpener(masterKey, env.secretSources)
  const api = createConsoleApi(env.SALLYPORT_CONSOLE_URL, env.gatewayToken)
  const policy = new ConsolePolicy(api)
  const link = new ConsoleLink(env.SALLYPORT_CONSOLE_URL, env.gatewayToken, () => ({
    version: VERSION,
    policyVersion: policy.version,
    liveSessions: gate.liveSessions,
  }))
  const approvals = new ConsoleApprovals(api, link)
  const spool = new Spool(env.SALLYPORT_SPOOL, env.SALLYPORT_SPOOL_MAX_MB * 1024 * 1024)
  const upload = new Upload(spool, link)
  const openSession = (request: SessionRequest) => call(() => api.openSession.mutate(request))
  const readAccess = (who: { subject: string; tokenId: string }) => call(() => api.access.query(who))
  const gate = new Gate({ openSession, readAccess, policy, approvals, spool, openPassword })

  link.on('open', () => {
    void policy.pull()
    upload.restart()
  })
  link.on('message', (message) => obey(message, { policy, upload, gate, api, openPassword }))

  await loadParser()
  await policy.pull()
  link.connect()
  upload.start()
  const tls = readTls(env)
  const forPostgres = postgres({
    tls,
    maskingKey: deriveKey(masterKey, 'masking'),
    maxWholeBytes: env.SALLYPORT_MESSAGE_MAX_MB * 1024 * 1024,
    maxSessions: env.SALLYPORT_CONNECTION_MAX_SESSIONS,
  })
  const listener = await listen(forPostgres, gate, env.SALLYPORT_POSTGRES_HOST, env.SALLYPORT_POSTGRES_PORT)
  const forMcp = mcp({
    gate,
    postgres: forPostgres,
    tls,
    url: () => mcpUrl,
    version: VERSION,
    access: {
      request: (wanted) => call(() => api.requestAccess.mutate({ ...wanted, verbs: [...wanted.verbs] })),
      status: (of) => call(() => api.accessStatus.query(of)),
    },
    raise: (sessionId, times, { rule, what }) => {
      const report = { sessionId, rule, what: what.slice(0, 2_000), times }
      call(() => api.reportRepeats.mutate(report)).catch((error: unknown) =>
        log('warn', 'the console could not be told of repeated denials', describeError(error)),
      )
    },
  })
  const mcpPort = env.SALLYPORT_MCP_PORT ?? (env.SALLYPORT_POSTGRES_PORT && env.SALLYPORT_POSTGRES_PORT + 1)
  const mcpListener = await listen(forMcp, gate, env.SALLYPORT_MCP_HOST, mcpPort)
  const mcpUrl = new URL(env.SALLYPORT_MCP_URL ?? `http${tls ? 's' : ''}://localhost:${mcpListener.port}/mcp`)
  console.log(`gateway ready on ${env.SALLYPORT_POSTGRES_HOST}:${listener.port}, MCP at ${mcpUrl.href}`)

  const stop = async () => {
    gate.endAll('the gateway is shutting down')
    await Promise.all([listener.close(), forMcp.close(), mcpListener.close()])
    spool.log.write()
    policy.close()
    link.close()
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop())
}

interface Parts {
  readonly policy: ConsolePolicy
  readonly upload: Upload
  readonly gate: Gate
  readonly api: ReturnType<typeof createConsoleApi>
  readonly openPassword: OpenPassword
}

/** Does what the console says. An approval's word is heard by whoever waits for it; see ConsoleApprovals. */
function obey(message: ConsoleMessage, { policy, upload, gate, api, openPassword }: Parts): void {
  switch (message.type) {
    case 'ack':
      return upload.acknowledged(message.sessionId, message.bytes)
    case 'stored': {
      const { sessionId, bytes, events, head } = message
      return upload.stored(sessionId, { bytes, events, head: Buffer.from(head, 'base64') })
    }
    case 'refused':
      log('error', 'the console refuses a recording', { sessionId: message.sessionId, why: message.message })
      upload.refused(message.sessionId)
      return gate.end(message.sessionId, 'its recording was refused')
    case 'policy':
      return void policy.pull()
    case 'end-session':
      return gate.end(message.sessionId, message.reason)
    case 'test':
      return void answerConnectionTest(api, openPassword, message.id)
    case 'catalogue':
      return void answerCatalogue(api, openPassword, message.id)
    case 'approval':
      return
  }
}

function readTls({ SALLYPORT_TLS_CERT, SALLYPORT_TLS_KEY }: Env): SecureContext | null {
  if (!SALLYPORT_TLS_CERT || !SALLYPORT_TLS_KEY) return null
  return createSecureContext({ cert: readFileSync(SALLYPORT_TLS_CERT), key: readFileSync(SALLYPORT_TLS_KEY) })
}

/** Keys for different uses, none of which tells anything of the master key: HKDF, RFC 5869. */
function deriveKey(masterKey: Buffer, use: string): Buffer {
  return Buffer.from(hkdfSync('sha256', masterKey, '', `sallyport ${use}`, 32))
}

// Whoever read our output may be gone; sessions go on without a log.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
process.on('unhandledRejection', (error) =>
  log('error', 'an error that nobody waited for', describeError(error)),
)

try {
  await main(readEnv())
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exit(1)
}
