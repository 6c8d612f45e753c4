import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { findCaller, type Member, may } from '@sallyport/api'
import { WebSocketServer } from 'ws'
import { z } from 'zod'
import { readConsoleSession } from '../console-session'
import { logError } from '../log'
import type { ConsoleServices } from '../services'
import type { GatewayAddress } from './dial'
import { serveEditor } from './editor-session'

export const EDITOR_PATH = '/ws/sql'
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024
/** Sessions that this process has open for one person, and in all. */
const MAX_OF_ONE = 5
const MAX_OF_ALL = 200

export interface EditorUpgrades {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void>
  close(): void
}

/** Takes the WebSockets of the SQL editor's pages: only from the console's own pages, and only of who is signed in. */
export function editorUpgrades(services: ConsoleServices, gateway: GatewayAddress): EditorUpgrades {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    clientTracking: true,
  })
  const counts = new Map<string, number>()
  let total = 0

  function count({ id }: Member, change: 1 | -1): void {
    const now = (counts.get(id) ?? 0) + change
    if (now > 0) counts.set(id, now)
    else counts.delete(id)
    total += change
  }

  async function admit(request: IncomingMessage): Promise<Admitted | string> {
    // A cookie travels with other sites' requests too; the Origin says whose page this is, and pages cannot forge it.
    if (request.headers.origin !== services.settings.consoleUrl) return '403 Forbidden'
    const url = new URL(request.url ?? '/', services.settings.consoleUrl)
    const connectionId = z.uuid().safeParse(url.searchParams.get('connection'))
    if (!connectionId.success) return '400 Bad Request'
    const consoleSessionId = await readConsoleSession(cookiesOf(request))
    const caller = await findCaller(services.db, services.settings, { authorization: null, consoleSessionId })
    if (caller?.type !== 'member') return '401 Unauthorized'
    if (!may(caller, 'token:create')) return '403 Forbidden'
    return { member: caller, connectionId: connectionId.data }
  }

  return {
    async upgrade(request, socket, head) {
      socket.on('error', () => socket.destroy()) // until ws takes over, an error would end the process
      try {
        const admitted = await admit(request)
        if (typeof admitted === 'string') return refuse(socket, admitted)
        const { member, connectionId } = admitted
        server.handleUpgrade(request, socket, head, (accepted) => {
          accepted.on('error', () => accepted.terminate()) // such as what is no frame
          if (total >= MAX_OF_ALL || (counts.get(member.id) ?? 0) >= MAX_OF_ONE) {
            const reason = `${MAX_OF_ONE} sessions of yours are open in the console, or too many of everybody’s`
            const hint = 'Close a tab with SQL, and connect again.'
            accepted.send(JSON.stringify({ type: 'closed', reason, hint }))
            setTimeout(() => accepted.terminate(), 2_000).unref()
            return accepted.close(1013)
          }
          count(member, 1)
          serveEditor({ services, gateway, member, connectionId, socket: accepted })
            .catch((error: unknown) => logError('sql editor', error))
            .finally(() => count(member, -1))
        })
      } catch (error) {
        logError('sql editor upgrade', error)
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

interface Admitted {
  readonly member: Member
  readonly connectionId: string
}

function cookiesOf({ headers }: IncomingMessage) {
  return (headers.cookie ?? '').split(';').flatMap((pair) => {
    const at = pair.indexOf('=')
    return at < 0 ? [] : [{ name: pair.slice(0, at).trim(), value: pair.slice(at + 1).trim() }]
  })
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
