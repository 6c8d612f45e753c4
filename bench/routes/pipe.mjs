import { connect, createServer } from 'node:net'

// node pipe.mjs PORT TARGET-HOST TARGET-PORT

const [port, host, targetPort] = process.argv.slice(2)

createServer({ noDelay: true }, (client) => {
  const target = connect({ host, port: Number(targetPort), noDelay: true })
  client.pipe(target).pipe(client)
  for (const [one, other] of [
    [client, target],
    [target, client],
  ]) {
    one.on('error', () => other.destroy())
  }
}).listen(Number(port), '127.0.0.1')
