import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { Framer } from '../protocols/postgres/codec/framer'
import { cstring, int32, message } from '../protocols/postgres/codec/write'
import { mutate } from './mutate'
import type { Random } from './random'
import { DATA_ROW, OF_SERVER, READY, ROW_DESCRIPTION } from './samples'

export interface ScriptedServer {
  readonly port: number
  /** Sessions that asked for this database. */
  sessions(database: string): number
  close(): void
}

/**
 * Speaks as a PostgreSQL server does, to whoever comes: every query returns a row. One answer in `damaged` is
 * mutated, or is a message that nobody asked for; 0: none.
 */
export async function startScriptedServer(random: Random, damaged: number): Promise<ScriptedServer> {
  const sockets = new Set<Socket>()
  const counted = new Map<string, number>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy())
    serve(socket, (database) => counted.set(database, (counted.get(database) ?? 0) + 1), random, damaged)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    sessions: (database) => counted.get(database) ?? 0,
    close: () => {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

function serve(socket: Socket, count: (database: string) => void, random: Random, damaged: number): void {
  let framer: Framer | null = null
  // The gateway's own reading of the catalogue is answered as it should be: without it there is no session.
  let isOwn = false
  socket.on('data', (chunk: Buffer) => {
    if (!framer) {
      const text = chunk.toString('latin1')
      isOwn = text.includes('sallyport catalogue')
      count(isOwn ? 'catalogue' : (/database\0([^\0]*)/.exec(text)?.[1] ?? ''))
      framer = new Framer(1 << 30)
      const parameters = [
        'client_encoding\0UTF8\0',
        'standard_conforming_strings\0on\0',
        'server_version\x0018.0\0',
      ]
      const statuses = parameters.map((parameter) => message('S', parameter))
      socket.write(
        Buffer.concat([message('R', int32(0)), ...statuses, message('K', int32(4711), int32(1)), READY]),
      )
      return
    }
    for (const frame of framer.push(chunk)) {
      const answer = isOwn && frame[0] === 0x51 ? [message('C', cstring('SELECT 0')), READY] : answerTo(frame)
      const isDamaged = !isOwn && damaged > 0 && random.chance(damaged)
      const bytes = isDamaged ? answer.map((each) => mutateAnswer(each, random)) : answer
      if (bytes.length > 0) socket.write(Buffer.concat(bytes))
    }
  })
}

function mutateAnswer(bytes: Buffer, random: Random): Buffer {
  if (random.chance(3)) return Buffer.concat([random.oneOf(OF_SERVER), bytes])
  return random.chance(2) ? mutate(bytes, random) : bytes
}

function answerTo(frame: Buffer): Buffer[] {
  switch (String.fromCharCode(frame[0] ?? 0)) {
    case 'Q':
      return [ROW_DESCRIPTION, DATA_ROW, message('C', cstring('SELECT 1')), READY]
    case 'F':
      return [message('V', int32(4), int32(1)), READY]
    case 'P':
      return [message('1')]
    case 'B':
      return [message('2')]
    case 'C':
      return [message('3')]
    case 'D':
      return frame[5] === 0x53 ? [message('t', Buffer.alloc(2)), ROW_DESCRIPTION] : [ROW_DESCRIPTION]
    case 'E':
      return [DATA_ROW, message('C', cstring('SELECT 1'))]
    case 'S':
      return [READY]
    default:
      return []
  }
}
