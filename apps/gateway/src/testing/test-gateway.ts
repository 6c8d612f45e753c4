import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SecureContext } from 'node:tls'
import type { MaskingRule, PinnedTool, Rule, ServedTools, SignIn, TlsMode, ToolServer } from '@sallyport/core'
import { decodeEvents, type RecordedEvent } from '@sallyport/recording'
import { seal } from '@sallyport/secrets'
import { loadParser } from '@sallyport/sql'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import pg from 'pg'
import { listen } from '../listen'
import { mcp, postgres } from '../protocols'
import type { Answer, ApprovalRequest, Approvals, Impact } from '../session/approvals'
import { Gate } from '../session/gate'
import { passwordOpener } from '../session/password'
import type { PolicySnapshot } from '../session/policy'
import type { Approved } from '../session/receipt'
import { Spool } from '../spool/spool'
import { testIssuer } from './test-issuer'

export interface TestTarget {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly username: string
  readonly password: string
}

/** Approvals that a test answers itself. */
export class TestApprovals implements Approvals {
  readonly requests: ApprovalRequest[] = []
  readonly consumed: { id: string; digest: string }[] = []
  readonly cancelled: string[] = []
  readonly left: string[] = []
  readonly impacts: { id: string; impact: Impact }[] = []
  /** Until when a request may wait once its impact is known, if a test says so. */
  until: Date | null = null
  /** What every request is answered at once, if not null. */
  always: Pick<Answer, 'status'> | null = null
  /** How receipts are signed: as the console does, unless a test forges them. */
  sign: (approved: Approved) => Promise<string> = async () => ''
  private readonly waiting = new Map<string, (answer: Answer) => void>()
  private onRequest: (() => void) | null = null

  async request(request: ApprovalRequest) {
    this.requests.push(request)
    this.onRequest?.()
    const id = `approval-${this.requests.length}`
    return { id, url: `http://console/approvals/${id}`, expiresAt: new Date(Date.now() + 60_000) }
  }

  answer(id: string, _expiresAt: Date, signal: AbortSignal): Promise<Answer> {
    if (this.always) return Promise.resolve({ by: 'Alan', reason: null, ...this.always })
    return new Promise((resolve, reject) => {
      this.waiting.set(id, resolve)
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
      if (signal.aborted) reject(signal.reason as Error)
    })
  }

  async consume(id: string, digest: string) {
    this.consumed.push({ id, digest })
    const { sessionId } = this.requests[Number(id.split('-')[1]) - 1] ?? {}
    return { by: 'Alan', receipt: await this.sign({ approvalId: id, digest, sessionId: sessionId ?? '' }) }
  }

  async cancel(id: string) {
    this.cancelled.push(id)
  }

  async leave(id: string) {
    this.left.push(id)
  }

  async report(id: string, impact: Impact) {
    this.impacts.push({ id, impact })
    return this.until ?? new Date(Date.now() + 60_000)
  }

  /** Resolves when `count` requests have come in. */
  async requested(count: number): Promise<void> {
    while (this.requests.length < count) {
      await new Promise<void>((resolve) => {
        this.onRequest = resolve
      })
    }
  }

  /** Answers a request once the session waits for it. */
  async settle(id: string, answer: Partial<Answer> & Pick<Answer, 'status'>): Promise<void> {
    while (!this.waiting.has(id)) await new Promise((resolve) => setImmediate(resolve))
    this.waiting.get(id)?.({ by: 'Alan', reason: null, ...answer })
  }
}

/** A receipt as the console signs it; `gateway` is the test gateway's name. */
export function signReceipt(
  key: Parameters<SignJWT['sign']>[0],
  approvalId: string,
  claims: Omit<Approved, 'approvalId'>,
  { gateway = 'test', typ = 'approval-receipt+jwt' } = {},
): Promise<string> {
  return new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'EdDSA', kid: 'k1', typ })
    .setIssuer('http://console')
    .setAudience(`gateway:${gateway}`)
    .setSubject(approvalId)
    .setIssuedAt()
    .setExpirationTime('60s')
    .sign(key)
}

export interface TestPolicy {
  readonly rules: readonly Rule[]
  readonly maskingRules?: readonly MaskingRule[]
  readonly servedTools?: readonly ServedTools[]
}

interface TestGatewayOptions {
  /** The target's database for the connection that a client names; the target's own if not given. */
  readonly databaseOf?: (connection: string) => string
  /** False: what is recorded is dropped as if the console had it, so that long runs do not fill the disk. */
  readonly keepsRecordings?: boolean
  readonly tls?: SecureContext
  readonly tlsMode?: TlsMode
  readonly tlsCa?: string
  readonly signIn?: SignIn
  /** Where it listens; the loopback and a free port if not given. */
  readonly host?: string
  readonly signInTimeoutMs?: number
  readonly maxWholeBytes?: number
  readonly maxSessions?: number
  /** How many rows may be read with the token; any number if not given. */
  readonly rowsLeft?: number
  /** What the console waits for before it opens a session. */
  readonly beforeOpening?: () => Promise<void>
  /** MCP servers, by the connections' names, with their secrets. */
  readonly servers?: Readonly<Record<string, ToolServer & { readonly secrets?: Record<string, string> }>>
  /** What the gateway may start. */
  readonly commands?: readonly string[]
}

/** A gateway in this process before a real target; only the console is the test's own. */
export async function startGateway(target: TestTarget, policy: TestPolicy, options: TestGatewayOptions = {}) {
  await loadParser()
  const directory = mkdtempSync(join(tmpdir(), 'gateway-'))
  const masterKey = Buffer.alloc(32, 7)
  const { privateKey, publicKey } = await generateKeyPair('EdDSA')
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'EdDSA' }
  const snapshot: PolicySnapshot = {
    version: 1,
    gatewayName: 'test',
    consoleUrl: 'http://console',
    get rules() {
      return policy.rules // a test gives others in their place, as the console does
    },
    maskingRules: policy.maskingRules ?? [],
    consoleIssuer: testIssuer(jwk),
    issuers: [],
    get servedTools() {
      return policy.servedTools ?? []
    },
  }
  const secretOf = (connection: string) => {
    const server = options.servers?.[connection]
    return server ? JSON.stringify(server.secrets ?? {}) : target.password
  }
  const approvals = new TestApprovals()
  approvals.sign = ({ approvalId, ...claims }) => signReceipt(privateKey, approvalId, claims)
  const spool = new Spool(directory, 1e9)
  const dropping =
    options.keepsRecordings === false && setInterval(() => spool.release(spool.log.position), 100).unref()
  const gate = new Gate({
    policy: { current: () => snapshot },
    approvals,
    spool,
    refreshKeys: async () => undefined,
    openPassword: passwordOpener(masterKey, { environment: {}, variables: [], folders: [] }),
    readAccess: async () => ({
      identity: { id: 'agent-id', kind: 'agent', name: 'agent', groups: ['agents'] },
      connections: [
        { name: 'shop', protocol: 'postgres', database: target.database },
        ...Object.keys(options.servers ?? {}).map((name) => ({ name, protocol: 'mcp', database: '' })),
      ],
    }),
    openSession: async ({ connection }) => {
      await options.beforeOpening?.()
      return {
        identity: { id: 'agent-id', kind: 'agent', name: 'agent', groups: ['agents'] },
        rowsLeft: options.rowsLeft ?? null,
        connection: {
          ...target,
          database: options.databaseOf?.(connection) ?? target.database,
          id: 'connection-id',
          name: connection,
          server: options.servers?.[connection] ?? null,
          sealedPassword: seal(masterKey, secretOf(connection), 'connection:connection-id').toString(
            'base64',
          ),
          isReference: false,
          tlsMode: options.tlsMode ?? 'disable',
          tlsCa: options.tlsCa ?? null,
          signIn: options.signIn ?? 'scram',
        },
      }
    },
  })
  const { tls = null, signInTimeoutMs, maxWholeBytes, maxSessions } = options
  const protocol = postgres({
    tls,
    maskingKey: masterKey,
    ...(signInTimeoutMs && { signInTimeoutMs }),
    ...(maxWholeBytes && { maxWholeBytes }),
    ...(maxSessions && { maxSessions }),
  })
  const listener = await listen(protocol, gate, options.host ?? '127.0.0.1', 0)
  const token = await new SignJWT({})
    .setProtectedHeader({ alg: 'EdDSA', kid: 'k1' })
    .setIssuer('http://console')
    .setAudience('sallyport')
    .setSubject('agent-id')
    .setJti('token-id')
    .setIssuedAt()
    .setExpirationTime('12h')
    .sign(privateKey)
  const raised: { times: number; what: string }[] = []
  const changed: (readonly PinnedTool[])[] = []
  const forMcp = mcp({
    gate,
    postgres: protocol,
    tls: null,
    url: () => mcpUrl,
    version: 'test',
    access: {
      request: async ({ reason }) => ({
        id: 'access-1',
        url: `http://console/approvals/${reason}`,
        expiresAt: new Date(),
      }),
      status: async () => ({ status: 'approved', reason: null }),
    },
    raise: (_, times, { what }) => raised.push({ times, what }),
    servers: {
      commands: options.commands ?? [],
      maskingKey: masterKey,
      onChanged: (_, tools) => changed.push(tools),
    },
  })
  const mcpListener = await listen(forMcp, gate, '127.0.0.1', 0)
  const mcpUrl = new URL(`http://127.0.0.1:${mcpListener.port}/mcp`)
  const address = { host: '127.0.0.1', port: listener.port, database: 'shop', user: 'agent', password: token }
  return {
    approvals,
    gate,
    address,
    mcpUrl,
    /** What was raised to people: denied again and again. */
    raised,
    /** What servers described otherwise than people had accepted it. */
    changed,
    /** A node-postgres client that is connected through the gateway. */
    async connect(config: pg.ClientConfig = {}): Promise<pg.Client> {
      const client = new pg.Client({ ...address, ...config })
      client.on('error', () => {}) // the end of a session is what some tests are about
      await client.connect()
      return client
    },
    /** Everything recorded so far, over all sessions, in order. */
    events(): RecordedEvent[] {
      return recordedIn(spool)
    },
    async close(): Promise<void> {
      if (dropping) clearInterval(dropping)
      gate.endAll('the test is over')
      await Promise.all([listener.close(), forMcp.close(), mcpListener.close()])
      await spool.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** What a spool holds, session by session in the order of their ids, which is that of their beginnings. */
export function recordedIn(spool: Spool): RecordedEvent[] {
  const bySession = new Map<string, RecordedEvent[]>()
  spool.log.write()
  for (let window = spool.read(0, 1e9); window; window = spool.read(window.next, 1e9)) {
    for (const { id, events } of window.entries) {
      if (events.length === 0) continue
      const key = id.toString('hex')
      bySession.set(key, [...(bySession.get(key) ?? []), ...decodeEvents(Buffer.from(events))])
    }
  }
  return [...bySession].sort(([one], [other]) => (one < other ? -1 : 1)).flatMap(([, events]) => events)
}

export type TestGateway = Awaited<ReturnType<typeof startGateway>>

/** A rule that covers everything; tests say what is different. */
export function rule(name: string, effect: Rule['effect'], what: Partial<Rule> = {}): Rule {
  return {
    id: name,
    name,
    groups: [],
    identities: [],
    kinds: [],
    connections: [],
    verbs: [],
    resources: [],
    conditions: [],
    effect,
    mode: 'enforce',
    message: '',
    requirements: [],
    holdSeconds: 60,
    ...what,
  }
}
