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
import { refreshSeldom } from './control/key-refreshes'
import type { Env } from './env'
import { listen } from './listen'
import { describeError, log } from './log'
import type { Siblings } from './processes/siblings'
import { mcp, postgres } from './protocols'
import { allowHosts } from './protocols/postgres/target/dial'
import { Gate, type SessionRequest } from './session/gate'
import type { PresentedToken } from './session/identify'
import { type OpenPassword, passwordOpener } from './session/password'
import { spoolFolders } from './spool/folders'
import { Spool } from './spool/spool'
import { Upload } from './spool/upload'

const VERSION = '0.1.0'

export interface RunningGateway {
  /** Where it is reached, for people. */
  readonly address: string
  /** Ends the sessions, and resolves when what they were is written. */
  stop(): Promise<void>
}

/** Starts one process of a gateway. `siblings` are the others that listen on the same port. */
export async function startGateway(env: Env, siblings: Siblings): Promise<RunningGateway> {
  allowHosts(env.SALLYPORT_ALLOWED_HOSTS)
  const masterKey = loadMasterKey(env)
  const openPassword = passwordOpener(masterKey, env.secretSources)
  const api = createConsoleApi(env.SALLYPORT_CONSOLE_URL, env.gatewayToken)
  const policy = new ConsolePolicy(api)
  const link = new ConsoleLink(env.SALLYPORT_CONSOLE_URL, env.gatewayToken, () => ({
    version: VERSION,
    policyVersion: policy.version,
    liveSessions: gate.liveSessions,
    ...backlog(),
  }))
  const approvals = new ConsoleApprovals(api, link)
  const [folder, ...abandoned] = spoolFolders(env)
  const maxBytes = Math.ceil((env.SALLYPORT_SPOOL_MAX_MB * 1024 * 1024) / env.SALLYPORT_PROCESSES)
  const spool = new Spool(folder, maxBytes)
  const spools = [spool, ...abandoned.map((each) => new Spool(each, maxBytes))]
  const backlog = measureBacklog(spools)
  spool.onFailing = () => link.report()
  const uploads = spools.map((each) => new Upload(each, link))
  const openSession = (request: SessionRequest) => call(() => api.openSession.mutate(request))
  const readAccess = (who: PresentedToken) => call(() => api.access.query(who))
  const refreshKeys = refreshSeldom(async (issuer) => {
    const isNew = await call(() => api.refreshKeys.mutate({ issuer }))
    if (isNew) await policy.pull()
  })
  const gate = new Gate({ openSession, readAccess, refreshKeys, policy, approvals, spool, openPassword })

  const commands = env.SALLYPORT_MCP_COMMANDS
  link.on('open', () => {
    void policy.pull()
    for (const upload of uploads) upload.restart()
  })
  link.on('message', (message) => obey(message, { policy, uploads, gate, api, openPassword, commands }))

  await loadParser()
  await policy.pull()
  link.connect()
  for (const upload of uploads) upload.start()
  const tls = readTls(env)
  const maskingKey = deriveKey(masterKey, 'masking')
  const forPostgres = postgres({
    tls,
    maskingKey,
    siblings,
    maxWholeBytes: env.SALLYPORT_MESSAGE_MAX_MB * 1024 * 1024,
    maxSessions: Math.ceil(env.SALLYPORT_CONNECTION_MAX_SESSIONS / env.SALLYPORT_PROCESSES),
  })
  const listener = await listen(forPostgres, gate, env.SALLYPORT_POSTGRES_HOST, env.SALLYPORT_POSTGRES_PORT)
  const address = `${env.SALLYPORT_POSTGRES_HOST}:${listener.port}`
  // What MCP clients have open lives in one process, and they find it again by the port alone.
  const isFirst = (env.SALLYPORT_PROCESS_NUMBER ?? 1) === 1
  const agents = isFirst
    ? await listenForMcp(env, { tls, gate, api, postgres: forPostgres, maskingKey })
    : null
  return {
    address: agents ? `${address}, MCP at ${agents.url}` : address,
    async stop() {
      gate.endAll('the gateway is shutting down')
      await Promise.all([listener.close(), agents?.close()])
      for (const each of spools) each.log.write()
      policy.close()
      link.close()
    },
  }
}

interface McpParts {
  readonly tls: SecureContext | null
  readonly gate: Gate
  readonly api: ReturnType<typeof createConsoleApi>
  readonly postgres: ReturnType<typeof postgres>
  readonly maskingKey: Buffer
}

async function listenForMcp(env: Env, { tls, gate, api, postgres: forPostgres, maskingKey }: McpParts) {
  const forMcp = mcp({
    gate,
    postgres: forPostgres,
    tls,
    url: () => url,
    version: VERSION,
    access: {
      request: (wanted) => call(() => api.requestAccess.mutate({ ...wanted, verbs: [...wanted.verbs] })),
      status: (of) => call(() => api.accessStatus.query(of)),
    },
    servers: {
      commands: env.SALLYPORT_MCP_COMMANDS,
      maskingKey,
      onChanged: (id, tools) => {
        const report = { id, tools: JSON.stringify(tools) }
        call(() => api.reportTools.mutate(report)).catch((error: unknown) =>
          log('warn', 'the console could not be told of changed tools', describeError(error)),
        )
      },
    },
    raise: (sessionId, times, { rule, what }) => {
      const report = { sessionId, rule, what: what.slice(0, 2_000), times }
      call(() => api.reportRepeats.mutate(report)).catch((error: unknown) =>
        log('warn', 'the console could not be told of repeated denials', describeError(error)),
      )
    },
  })
  const port = env.SALLYPORT_MCP_PORT ?? (env.SALLYPORT_POSTGRES_PORT && env.SALLYPORT_POSTGRES_PORT + 1)
  const listener = await listen(forMcp, gate, env.SALLYPORT_MCP_HOST, port)
  const url = new URL(env.SALLYPORT_MCP_URL ?? `http${tls ? 's' : ''}://localhost:${listener.port}/mcp`)
  return { url: url.href, close: () => Promise.all([forMcp.close(), listener.close()]) }
}

interface Parts {
  readonly policy: ConsolePolicy
  /** Of this process, and of those that there were more of before. */
  readonly uploads: readonly Upload[]
  readonly gate: Gate
  readonly api: ReturnType<typeof createConsoleApi>
  readonly openPassword: OpenPassword
  /** Programs that may be started as MCP servers. */
  readonly commands: readonly string[]
}

/** Does what the console says. An approval's word is heard by whoever waits for it; see ConsoleApprovals. */
function obey(message: ConsoleMessage, { policy, uploads, gate, api, openPassword, commands }: Parts): void {
  switch (message.type) {
    case 'ack':
      for (const upload of uploads) upload.acknowledged(message.sessionId, message.bytes)
      return
    case 'stored': {
      const { sessionId, bytes, events, head } = message
      for (const upload of uploads)
        upload.stored(sessionId, { bytes, events, head: Buffer.from(head, 'base64') })
      return
    }
    case 'refused':
      log('error', 'the console refuses a recording', { sessionId: message.sessionId, why: message.message })
      for (const upload of uploads) upload.refused(message.sessionId)
      return gate.end(message.sessionId, 'its recording was refused')
    case 'policy':
      return void policy.pull()
    case 'end-session':
      return gate.end(message.sessionId, message.reason)
    case 'test':
      return void answerConnectionTest(api, openPassword, message.id)
    case 'catalogue':
      return void answerCatalogue(api, openPassword, message.id, commands)
    case 'approval':
      return
  }
}

/** What waits for the console, for how long something has been waiting, and why nothing more can be recorded. */
function measureBacklog(spools: readonly Spool[]) {
  let emptyAt = Date.now()
  return () => {
    // A log that was just opened may have released more than it holds.
    const spoolBytes = spools.reduce((sum, { waitingBytes }) => sum + Math.max(0, waitingBytes), 0)
    if (spoolBytes === 0) emptyAt = Date.now()
    const failure = spools[0]?.failure
    return { spoolBytes, spoolLagMs: Date.now() - emptyAt, ...(failure && { failure }) }
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
