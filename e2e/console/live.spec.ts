import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { demoFile } from '../product'
import { expect, test } from './test'

const LOST = 'The connection to the console is lost.'

/** A way to the console that can be cut and mended, so that nobody else's tests lose it. */
async function openRelay() {
  const sockets = new Set<Socket>()
  let isCut = false
  const { port } = new URL(demoFile().consoleUrl)
  const server = createServer((near) => {
    if (isCut) return void near.destroy()
    const far = connect(Number(port), 'localhost')
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
      socket.once('close', () => {
        sockets.delete(socket)
        near.destroy()
        far.destroy()
      })
    }
    near.pipe(far)
    far.pipe(near)
  })
  server.listen(0, 'localhost')
  await once(server, 'listening')
  const cut = () => {
    isCut = true
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    cut,
    mend: () => {
      isCut = false
    },
    close: () => {
      cut()
      server.close()
    },
  }
}

test('a page says when it is cut off from the console, and that it is not any more', async ({ as }) => {
  const relay = await openRelay()
  try {
    const page = await as('alan')
    const listening = page.waitForResponse((response) => response.url().includes('approvals.changes'))
    await page.goto(`${relay.url}/approvals`)
    await listening // the page is alive, and hears of changes
    await expect(page.getByText(LOST)).toHaveCount(0)
    relay.cut()
    await expect(page.getByText(LOST)).toBeVisible()
    relay.mend()
    await expect(page.getByText(LOST)).toHaveCount(0)
  } finally {
    relay.close()
  }
})
