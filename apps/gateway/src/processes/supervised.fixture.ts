import cluster from 'node:cluster'
import { createServer } from 'node:net'
import { siblingsOver } from './siblings'
import { Supervisor } from './supervisor'

// A program as the gateway is one: its processes answer each connection with their process id.

if (cluster.isPrimary) {
  const supervisor = new Supervisor(2)
  process.once('SIGTERM', () => void supervisor.stop().then(() => process.exit(0)))
  process.stdout.write(`port ${await supervisor.start()}\n`)
} else {
  const siblings = siblingsOver({
    send: (message) => void process.send?.(message),
    onMessage: (listener) => process.on('message', listener),
  })
  process.once('SIGTERM', () => process.exit(0))
  const server = createServer((client) => {
    client.on('error', () => client.destroy())
    client.end(String(process.pid))
  })
  server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    siblings.ready(String(typeof address === 'object' && address ? address.port : 0))
  })
}
