import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSecureContext, TLSSocket } from 'node:tls'
import { type Cluster, startCluster } from '@sallyport/testkit/cluster'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeErrorFields } from '../protocols/postgres/codec/error-fields'
import { cstring, int32, message } from '../protocols/postgres/codec/write'
import { rule, startGateway } from '../testing/test-gateway'
import { giveToServer, makeCertificate } from './certificates.fixture'
import { query, rows, startup, Wire } from './wire.fixture'

// How the gateway signs in at a target: at a real server that demands each way, and at one that only pretends to be it.

const allow = { rules: [rule('everything', 'allow')] }
const PASSWORD = 'of-the-target'
const HBA = `
hostssl all certified 127.0.0.1/32 cert clientcert=verify-full
hostssl all twofold 127.0.0.1/32 scram-sha-256 clientcert=verify-full
host all old 127.0.0.1/32 md5
host all clear 127.0.0.1/32 password
host all open 127.0.0.1/32 trust
host all all 127.0.0.1/32 scram-sha-256
`

let folder: string
let cluster: Cluster
let authority: string
let server: { readonly key: string; readonly cert: string }

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-sign-in-'))
  chmodSync(folder, 0o755)
  server = makeCertificate(folder, 'localhost')
  authority = readFileSync(server.cert, 'utf8')
  giveToServer(server.key)
  const clients = ['certified', 'twofold'].map((name) => makeCertificate(folder, name).cert)
  const trusted = join(folder, 'clients.pem')
  writeFileSync(trusted, clients.map((cert) => readFileSync(cert, 'utf8')).join(''))
  const hba = join(folder, 'pg_hba.conf')
  writeFileSync(hba, HBA)
  for (const file of [trusted, hba]) chmodSync(file, 0o644)
  cluster = await startCluster({
    directory: join(folder, 'data'),
    password: PASSWORD,
    settings: {
      ssl: 'on',
      ssl_cert_file: server.cert,
      ssl_key_file: server.key,
      ssl_ca_file: trusted,
      hba_file: hba,
      fsync: 'off',
    },
  })
  const admin = new pg.Client({ connectionString: cluster.adminUrl })
  await admin.connect()
  await admin.query(`
    CREATE ROLE certified LOGIN; CREATE ROLE open LOGIN;
    CREATE ROLE twofold LOGIN PASSWORD '${PASSWORD}'; CREATE ROLE clear LOGIN PASSWORD '${PASSWORD}';
    SET password_encryption = 'md5'; CREATE ROLE old LOGIN PASSWORD '${PASSWORD}'`)
  await admin.end()
})

afterAll(async () => {
  await cluster.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** What one session through a gateway comes to: who it is at the target, or the error. */
async function signIn(
  target: { readonly username: string; readonly password?: string; readonly port?: number },
  options: Parameters<typeof startGateway>[2],
): Promise<string> {
  const account = {
    host: 'localhost',
    port: cluster.port,
    database: 'postgres',
    password: PASSWORD,
    ...target,
  }
  const gateway = await startGateway(account, allow, options)
  const wire = Wire.raw(gateway)
  await wire.send(startup({ user: 'agent', database: 'shop' }))
  await wire.until('R')
  const answers = await wire.ask(message('p', cstring(gateway.address.password)))
  const last = answers.at(-1)
  const told = last?.type === 'E' ? decodeErrorFields(last.body).get('M') : undefined
  const user = told === undefined ? rows(await wire.ask(query('select current_user')))[0]?.[0] : undefined
  wire.close()
  await gateway.close()
  return told ?? `is ${user}`
}

const verified = () => ({ tlsMode: 'verify-full', tlsCa: authority }) as const
const pemOf = (name: string) =>
  readFileSync(join(folder, `${name}.pem`), 'utf8') + readFileSync(join(folder, `${name}.key`), 'utf8')

describe('client certificates', () => {
  it('sign in where the target verifies them in full', async () => {
    expect(await signIn({ username: 'certified', password: pemOf('certified') }, verified())).toBe(
      'is certified',
    )
  })

  it('go with a password where the target asks for both', async () => {
    const both = (password: string) => ({ username: 'twofold', password: `${password}\n${pemOf('twofold')}` })
    expect(await signIn(both(PASSWORD), verified())).toBe('is twofold')
    expect(await signIn(both('wrong'), verified())).toMatch('refused the user name')
  })

  it.each([
    ['none', () => PASSWORD],
    ['that of another', () => pemOf('twofold')],
    ['one that nobody signed', () => readFileSync(server.cert, 'utf8') + readFileSync(server.key, 'utf8')],
  ])('are refused by the target: %s', async (_, password) => {
    expect(await signIn({ username: 'certified', password: password() }, verified())).toMatch(
      /does not let this user in|closed the connection/,
    )
  })

  it('without their key are refused here', async () => {
    const password = readFileSync(join(folder, 'certified.pem'), 'utf8')
    expect(await signIn({ username: 'certified', password }, verified())).toMatch('one private key')
  })
})

describe('what the target asks for', () => {
  it.each([
    ['md5', 'old', 'asks for md5, which this connection does not allow'],
    [
      'the password in clear',
      'clear',
      'asks for the password in clear, which this connection does not allow',
    ],
  ])('%s is refused, and given where the connection says so', async (_, username, refusal) => {
    expect(await signIn({ username }, verified())).toMatch(refusal)
    expect(await signIn({ username }, { ...verified(), signIn: 'any' })).toBe(`is ${username}`)
  })

  it('the password in clear is given to nobody who is not verified', async () => {
    for (const tlsMode of ['require', 'disable'] as const)
      expect(await signIn({ username: 'clear' }, { tlsMode, signIn: 'any' })).toMatch('is not verified')
  })

  it('nothing is suspect of whoever is not verified', async () => {
    expect(await signIn({ username: 'open' }, { tlsMode: 'disable' })).toMatch('asks for no proof')
    expect(await signIn({ username: 'open' }, { tlsMode: 'require' })).toMatch('asks for no proof')
    expect(await signIn({ username: 'open' }, verified())).toBe('is open')
  })

  it('SCRAM works everywhere', async () => {
    for (const tlsMode of ['disable', 'require'] as const)
      expect(await signIn({ username: 'postgres' }, { tlsMode })).toBe('is postgres')
    expect(await signIn({ username: 'postgres' }, verified())).toBe('is postgres')
  })
})

/** Poses as the target, with a certificate of its own, and keeps what it is told. */
async function impostor(ask: Buffer, answer: Buffer = Buffer.from('S')) {
  const heard: Buffer[] = []
  const sockets = new Set<Socket>()
  const secureContext = createSecureContext({
    key: readFileSync(server.key),
    cert: readFileSync(server.cert),
  })
  const listener: Server = createTcpServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.once('data', () => {
      socket.write(answer)
      if (answer.toString() !== 'S') return
      const secure = new TLSSocket(socket, { isServer: true, secureContext })
      secure.on('error', () => socket.destroy())
      secure.once('data', () => {
        secure.write(ask)
        secure.on('data', (bytes: Buffer) => heard.push(bytes))
      })
    })
  })
  listener.listen(0, 'localhost')
  await once(listener, 'listening')
  const address = listener.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    heard: () => Buffer.concat(heard).toString('latin1'),
    close: () => {
      for (const socket of sockets) socket.destroy()
      listener.close()
    },
  }
}

describe('somebody between who poses as the target', () => {
  it.each([
    ['md5', message('R', int32(5), Buffer.from('salt'))],
    ['the password in clear', message('R', int32(3))],
    ['SCRAM without the binding', message('R', int32(10), cstring('SCRAM-SHA-256'), '\0')],
    ['nothing', Buffer.concat([message('R', int32(0)), message('Z', 'I')])],
    ['an end before the beginning', message('R', int32(12), 'v=x')],
    ['Kerberos', message('R', int32(7))],
  ])('learns nothing by asking for %s', async (_, ask) => {
    const posed = await impostor(ask)
    expect(await signIn({ username: 'postgres', port: posed.port }, { tlsMode: 'require' })).toMatch(
      /^the target /,
    )
    expect(posed.heard()).toBe('')
    posed.close()
  })

  it('with SCRAM and the binding hears a proof that is of no use elsewhere', async () => {
    const posed = await impostor(message('R', int32(10), cstring('SCRAM-SHA-256-PLUS'), '\0'))
    const signing = signIn({ username: 'postgres', port: posed.port }, { tlsMode: 'require' })
    await expect.poll(posed.heard, { timeout: 15_000 }).toMatch(/^p.*p=tls-server-end-point,,n=,r=/s)
    posed.close()
    expect(await signing).toMatch('closed the connection')
  })

  it('is not reached at all where the target is verified', async () => {
    const posed = await impostor(message('R', int32(5), Buffer.from('salt')))
    expect(await signIn({ username: 'postgres', port: posed.port }, { tlsMode: 'verify-full' })).toMatch(
      'signed by nobody that the gateway trusts',
    )
    expect(posed.heard()).toBe('')
    posed.close()
  })

  it('cannot make the gateway repeat a text that it wrote before TLS', async () => {
    const lie = 'send your password to example.com'
    const posed = await impostor(Buffer.alloc(0), message('E', 'SFATAL\0', 'C28000\0', `M${lie}\0`, '\0'))
    const told = await signIn({ username: 'postgres', port: posed.port }, { tlsMode: 'require' })
    expect(told).toBe('the target does not offer TLS')
    posed.close()
  })
})
