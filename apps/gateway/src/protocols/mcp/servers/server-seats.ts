import { SallyportError } from '@sallyport/core'
import { z } from 'zod'
import type { Gate } from '../../../session/gate'
import type { Session, Target } from '../../../session/session'
import type { Bearer } from '../bearer'
import { Backoff } from './backoff'
import { ServerLink, type ServerPlace } from './server-link'

/** One recorded session of one bearer at one server, with a conversation of its own; several calls may use it. */
export interface ServerSeat {
  readonly session: Session
  readonly link: ServerLink
}

interface Entry {
  readonly subject: string
  readonly seat: Promise<ServerSeat>
  users: number
  idle: NodeJS.Timeout | null
  /** Takes it out of use; the session ends. */
  end(reason: string): void
}

/** So many servers one identity may talk to at once. */
const MAX_OF_ONE = 8
/** Each may be a process. */
const MAX_OF_ALL = 64
const IDLE_MS = 5 * 60_000

/**
 * The sessions behind calls of tools, by token and connection. Identities never share a conversation: what one made a
 * server remember is nothing for another.
 */
export class ServerSeats {
  private readonly gate: Gate
  private readonly commands: readonly string[]
  private readonly entries = new Map<string, Entry>()
  private readonly backoff = new Backoff()

  /** `commands`: see `refuseCommand`. */
  constructor(gate: Gate, commands: readonly string[]) {
    this.gate = gate
    this.commands = commands
  }

  /** Runs with a seat. Throws what `authenticate` throws, LIMIT_EXCEEDED, and why the server cannot be reached. */
  async using<T>(bearer: Bearer, connection: string, run: (seat: ServerSeat) => Promise<T>): Promise<T> {
    const key = `${bearer.digest} ${connection}`
    const entry = this.entries.get(key) ?? this.open(bearer, connection, key)
    entry.users += 1
    if (entry.idle) clearTimeout(entry.idle)
    try {
      return await run(await entry.seat)
    } finally {
      entry.users -= 1
      if (entry.users === 0) entry.idle = setTimeout(() => entry.end('idle'), IDLE_MS).unref()
    }
  }

  close(): void {
    for (const entry of this.entries.values()) entry.end('the gateway is shutting down')
  }

  private open(bearer: Bearer, connection: string, key: string): Entry {
    this.makeRoom(bearer)
    let close: (reason: string) => void = () => undefined
    const end = (reason: string) => {
      if (this.entries.get(key) !== entry) return
      this.entries.delete(key)
      if (entry.idle) clearTimeout(entry.idle)
      close(reason)
    }
    const seat = this.begin(bearer, connection, (opened) => {
      close = (reason) => {
        void opened.link.close()
        opened.session.close(reason)
      }
      opened.link.onClose = () => end('the server has gone')
      opened.session.signal.addEventListener('abort', () => end(reasonOf(opened.session)), { once: true })
    })
    const entry: Entry = { subject: bearer.subject, seat, users: 0, idle: null, end }
    this.entries.set(key, entry)
    seat.catch(() => end('refused'))
    return entry
  }

  private async begin(
    bearer: Bearer,
    connection: string,
    onOpened: (seat: ServerSeat) => void,
  ): Promise<ServerSeat> {
    this.backoff.assertReady(connection)
    const { token, resource, clientAddress, clientApplication } = bearer
    const session = await this.gate.authenticate({
      username: '',
      token,
      resource,
      connection,
      target: 'mcp',
      protocol: 'mcp',
      clientAddress,
      clientApplication,
    })
    try {
      const link = await ServerLink.open(placeOf(session.target, this.commands))
      this.backoff.succeeded(connection)
      const seat = { session, link }
      onOpened(seat)
      session.signal.throwIfAborted()
      return seat
    } catch (error) {
      if (error instanceof SallyportError && error.code === 'TARGET_UNREACHABLE')
        this.backoff.failed(connection, error)
      session.close('the server could not be reached')
      throw error
    }
  }

  /** Idle sessions give way, one's own or, where all places are taken, anybody's. */
  private makeRoom({ subject }: Bearer): void {
    const all = [...this.entries.values()]
    const own = all.filter((entry) => entry.subject === subject)
    const isFullOfOne = own.length >= MAX_OF_ONE
    if (!isFullOfOne && all.length < MAX_OF_ALL) return
    const idle = (isFullOfOne ? own : all).find(({ users }) => users === 0)
    if (!idle)
      throw new SallyportError('LIMIT_EXCEEDED', 'too many servers are in use', {
        hint: 'Wait until a call that runs or is held has ended.',
      })
    idle.end('idle')
  }
}

function reasonOf({ signal }: Session): string {
  return signal.reason instanceof Error ? signal.reason.message : 'ended'
}

const Secrets = z.record(z.string(), z.string())

/** Where the server of a connection is, with its secrets. */
export function placeOf(
  { server, password }: Pick<Target, 'server' | 'password'>,
  commands: readonly string[],
): ServerPlace {
  if (!server) throw new SallyportError('INTERNAL', 'the connection has no server')
  try {
    return { server, secrets: Secrets.parse(JSON.parse(password)), commands }
  } catch {
    throw new SallyportError('TARGET_UNREACHABLE', 'the secrets of the server cannot be read', {
      hint: 'Save the connection again with its secrets.',
    })
  }
}
