import { once } from 'node:events'
import { createServer } from 'node:http'
import { setClusterServiceUrl } from './env'
import { shareCluster } from './shared-cluster'

/**
 * For vitest: one cluster for the whole run, started when the first test asks for it, so that a run of pure
 * tests pays nothing. Tests ask over HTTP, for they run in processes of their own.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const shared = shareCluster()
  const server = createServer((request, response) => {
    shared.answer(request.url ?? '').then(
      (body) => response.end(body),
      (error: unknown) => response.writeHead(500).end(error instanceof Error ? error.message : String(error)),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (!address || typeof address === 'string') throw new Error('The system gave no port')
  setClusterServiceUrl(`http://127.0.0.1:${address.port}`)

  return async () => {
    server.closeAllConnections()
    server.close()
    await shared.stop()
  }
}
