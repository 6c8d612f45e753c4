import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { expect, it } from 'vitest'
import { Inbox } from './inbox'
import { connectShared } from './shared-reads'

it('keeps what nobody has read yet though others read into the same buffer', async () => {
  const peers: Socket[] = []
  const server = createServer((peer) => peers.push(peer)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const open = async () => {
    const socket = connectShared({ host: '127.0.0.1', port })
    const inbox = new Inbox(socket)
    await once(socket, 'connect')
    return { socket, inbox }
  }
  const one = await open()
  const other = await open()
  while (peers.length < 2) await new Promise((resolve) => setImmediate(resolve))

  peers[0]?.write('first')
  await once(one.socket, 'data')
  peers[1]?.write('other')
  await once(other.socket, 'data')
  expect(String(await one.inbox.read())).toBe('first')
  expect(String(await other.inbox.read())).toBe('other')

  peers[0]?.end('last')
  expect(String(await one.inbox.read())).toBe('last')
  expect(await one.inbox.read()).toBeNull()
  for (const { socket } of [one, other]) socket.destroy()
  server.close()
})

it('does not read on while it is paused', async () => {
  const server = createServer((peer) => peer.end(Buffer.alloc(8 * 1024 * 1024))).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const socket = connectShared({ host: '127.0.0.1', port: (server.address() as AddressInfo).port })
  let size = 0
  socket.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size === chunk.length) socket.pause()
  })
  await once(socket, 'data')
  const before = size
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(size).toBe(before)
  socket.resume()
  await once(socket, 'end')
  expect(size).toBe(8 * 1024 * 1024)
  server.close()
})
