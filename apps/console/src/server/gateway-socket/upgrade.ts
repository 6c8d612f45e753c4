import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { findGateway } from '@sallyport/api'
import { WebSocketServer } from 'ws'
import { logError } from '../log'
import type { ConsoleServices } from '../services'
import { serveGateway } from './connection'

export const GATEWAY_PATH = '/ws/gateway'
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024 + 24 // one record, and the frame's header

export interface GatewayUpgrades {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void>
  close(): void
}

/** Takes gateways' WebSocket connections. Nobody else gets past the upgrade. */
export function gatewayUpgrades(services: ConsoleServices): GatewayUpgrades {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    clientTracking: true,
  })
  return {
    async upgrade(request, socket, head) {
      socket.on('error', () => socket.destroy()) // until ws takes over, an error would end the process
      // Browsers say where a page came from; a gateway is no page, and no page has business here.
      if (request.headers.origin !== undefined) return refuse(socket, '403 Forbidden')
      try {
        const credential = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
        const gateway = credential ? await findGateway(services.db, credential) : null
        if (!gateway) return refuse(socket, '401 Unauthorized')
        server.handleUpgrade(request, socket, head, (accepted) => serveGateway(services, gateway, accepted))
      } catch (error) {
        logError('gateway upgrade', error)
        refuse(socket, '503 Service Unavailable')
      }
    },
    close() {
      for (const client of server.clients) client.close(1001)
      server.close()
      setTimeout(() => server.clients.forEach((client) => client.terminate()), 1_000).unref()
    },
  }
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
