import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect as connectTcp } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls, createSecureContext, type TLSSocket } from 'node:tls'
import { type Cluster, startCluster } from '@sallyport/testkit/cluster'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cstring, int32, message } from '../protocols/postgres/codec/write'
import { certificateHash } from '../protocols/postgres/target/certificate-hash'
import { rule, startGateway, type TestGateway } from '../testing/test-gateway'
import { giveToServer, makeCertificate } from './certificates.fixture'
import { errorCode, query, rows, startup, Wire } from './wire.fixture'

const SSL_REQUEST = Buffer.concat([int32(8), int32(80877103)])
const GSS_REQUEST = Buffer.concat([int32(8), int32(80877104)])
const allow = { rules: [rule('everything', 'allow')] }

let folder: string
let cluster: Cluster
let gateway: TestGateway
let certificate: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-tls-'))
  chmodSync(folder, 0o755)
  const { key, cert } = makeCertificate(folder, 'localhost')
  certificate = readFileSync(cert, 'utf8')
  const tls = createSecureContext({ key: readFileSync(key), cert: certificate })
  giveToServer(key)
  cluster = await startCluster({
    directory: join(folder, 'data'),
    password: 'of-the-target',
    settings: { ssl: 'on', ssl_cert_file: cert, ssl_key_file: key, fsync: 'off' },
  })
  gateway = await startGateway(target(), allow, { tls, tlsMode: 'verify-full', tlsCa: certificate })
})

afterAll(async () => {
  await gateway.close()
  await cluster.stop()
  rmSync(folder, { recursive: true, force: true })
})

const target = () => ({
  host: 'localhost',
  port: cluster.port,
  database: 'postgres',
  username: 'postgres',
  password: 'of-the-target',
})

async function signedIn(socket: TLSSocket): Promise<Wire> {
  const wire = new Wire(socket)
  await wire.send(startup({ user: 'agent', database: 'shop' }))
  await wire.until('R')
  await wire.send(message('p', cstring(gateway.address.password)))
  await wire.until('Z')
  return wire
}

async function requested(first: Buffer): Promise<{ answer: string; socket: ReturnType<typeof connectTcp> }> {
  const socket = connectTcp(gateway.address.port, '127.0.0.1')
  socket.on('error', () => undefined)
  socket.write(first)
  const [chunk] = (await once(socket, 'data')) as [Buffer]
  return { answer: chunk.toString('latin1'), socket }
}

describe('TLS from the client', () => {
  it('begins after SSLRequest', async () => {
    const { answer, socket } = await requested(SSL_REQUEST)
    expect(answer).toBe('S')
    const wire = await signedIn(connectTls({ socket, ca: certificate, servername: 'localhost' }))
    expect(rows(await wire.ask(query('select 1')))).toEqual([['1']])
  })

  it('begins at once when the client names the protocol', async () => {
    const socket = connectTls({
      port: gateway.address.port,
      host: '127.0.0.1',
      ca: certificate,
      servername: 'localhost',
      ALPNProtocols: ['postgresql'],
    })
    await once(socket, 'secureConnect')
    expect(socket.alpnProtocol).toBe('postgresql')
    expect(rows(await (await signedIn(socket)).ask(query('select 1')))).toEqual([['1']])
  })

  it('is refused at once without that name, as PostgreSQL 17 does', async () => {
    const socket = connectTls({
      port: gateway.address.port,
      host: '127.0.0.1',
      ca: certificate,
      servername: 'localhost',
    })
    await once(socket, 'secureConnect')
    expect(errorCode(await new Wire(socket).ask(startup({ user: 'agent', database: 'shop' })))).toBe('08P01')
  })

  it('is not begun for GSSAPI, after which TLS may still be asked for', async () => {
    const { answer, socket } = await requested(GSS_REQUEST)
    expect(answer).toBe('N')
    socket.write(SSL_REQUEST)
    const [chunk] = (await once(socket, 'data')) as [Buffer]
    expect(chunk.toString()).toBe('S')
    socket.destroy()
  })

  it('refuses what was written before the handshake, which somebody between could have put there', async () => {
    const { answer } = await requested(
      Buffer.concat([SSL_REQUEST, startup({ user: 'eve', database: 'shop' })]),
    )
    expect(answer).toMatch(/^E.*08P01/s)
  })
})

describe('TLS to the target', () => {
  const ask = async (options: Parameters<typeof startGateway>[2], host = 'localhost') => {
    const other = await startGateway({ ...target(), host }, allow, options)
    const wire = Wire.raw(other)
    await wire.send(startup({ user: 'agent', database: 'shop' }))
    await wire.until('R')
    const answers = await wire.ask(message('p', cstring(other.address.password)))
    const used =
      answers.at(-1)?.type === 'Z'
        ? await wire.ask(query('select ssl from pg_stat_ssl where pid = pg_backend_pid()'))
        : answers
    await other.close()
    return used
  }

  it('is verified by the authority and the name', async () => {
    expect(rows(await ask({ tlsMode: 'verify-full', tlsCa: certificate }))).toEqual([['t']])
  })

  it('is refused when nobody vouches for the certificate', async () => {
    expect(errorCode(await ask({ tlsMode: 'verify-full' }))).toBe('08001')
  })

  it('is refused for another name', async () => {
    expect(errorCode(await ask({ tlsMode: 'verify-full', tlsCa: certificate }, '127.0.0.1'))).toBe('08001')
  })

  it('binds SCRAM to the certificate', async () => {
    const der = Buffer.from(certificate.replace(/-----[^-]+-----|\s/g, ''), 'base64')
    expect(certificateHash(der)).toHaveLength(32)
    // The server saw SCRAM-SHA-256-PLUS, or it would have taken a client that can bind and does not for a downgrade.
    expect(rows(await ask({ tlsMode: 'require' }))).toEqual([['t']])
  })
})
