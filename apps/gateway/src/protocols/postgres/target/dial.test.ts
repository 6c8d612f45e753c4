import { once } from 'node:events'
import { createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allowHosts, dial } from './dial'

const target = (host: string, port = 5432, tlsMode: 'disable' | 'require' = 'disable') => ({
  connectionId: 'test',
  host,
  port,
  database: 'x',
  username: 'x',
  password: 'x',
  tlsMode,
  tlsCa: null,
})

const server = createServer((socket) => {
  socket.on('error', () => undefined) // who tests goes away without a word
  socket.end('N')
})
let port = 0

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  port = typeof address === 'object' && address ? address.port : 0
})
afterAll(() => server.close())

describe('dial', () => {
  it.each(['169.254.169.254', '::ffff:169.254.169.254', 'fe80::1', '0.0.0.0'])(
    'goes to no link-local address and no metadata service: %s',
    async (host) => {
      await expect(dial(target(host))).rejects.toMatchObject({ stage: 'dns' })
    },
  )

  it('goes where the operator allowed it', async () => {
    allowHosts(['0.0.0.0'])
    const socket = await dial(target('0.0.0.0', port))
    socket.destroy()
  })

  it('says that a name is unknown', async () => {
    await expect(dial(target('no-such-host.invalid'))).rejects.toMatchObject({ stage: 'dns' })
  })

  it('says that a port is closed', async () => {
    await expect(dial(target('127.0.0.1', 1))).rejects.toMatchObject({
      stage: 'tcp',
      message: 'nothing listens on 127.0.0.1:1: the connection was refused',
    })
  })

  it('says that TLS is not offered', async () => {
    await expect(dial(target('127.0.0.1', port, 'require'))).rejects.toMatchObject({
      stage: 'tls',
      message: 'the target does not offer TLS',
    })
  })
})
