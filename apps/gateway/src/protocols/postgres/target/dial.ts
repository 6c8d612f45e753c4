import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { isForbiddenAddress, SallyportError } from '@sallyport/core'
import { connectShared } from '../../../bytes/shared-reads'
import type { Target } from '../../../session/session'
import { int32 } from '../codec/write'
import { readCredential } from './credential'
import { explainDns, explainTcp, explainTls } from './explain'

const SSL_REQUEST = Buffer.concat([int32(8), int32(80877103)])
export const DIAL_TIMEOUT_MS = 10_000

/** Where an attempt to reach a target stopped, for people who must find out why. */
export type Stage = 'dns' | 'tcp' | 'tls' | 'authentication' | 'database' | 'ready'

export class DialError extends SallyportError {
  readonly stage: Stage

  constructor(stage: Stage, message: string, hint: string, cause?: unknown) {
    super('TARGET_UNREACHABLE', message, { hint, cause })
    this.stage = stage
  }
}

const allowedHosts = new Set<string>()

/** Hosts that a target may have although they are link-local or a metadata service. Said once, at start. */
export function allowHosts(hosts: readonly string[]): void {
  for (const host of hosts) allowedHosts.add(host.toLowerCase())
}

/** Refuses to connect to an address where no target is, whatever its name says. */
export function assertTargetAddress(host: string, address: string): void {
  if (!isForbiddenAddress(address) || allowedHosts.has(host.toLowerCase())) return
  throw new DialError(
    'dns',
    `the host "${host}" is at ${address}: a link-local address or a metadata service, not a target`,
    'If it is one, the operator can allow it with SALLYPORT_ALLOWED_HOSTS on the gateway.',
  )
}

/** Opens the socket to a target: name, TCP, and TLS as the connection demands. Nothing is said yet. */
export async function dial(target: Target): Promise<Socket> {
  const { host, port } = target
  const { address } = await lookup(host).catch((cause: unknown) => {
    throw new DialError('dns', ...explainDns(host, cause), cause)
  })
  // What the name says now, and where the bytes will go: the console looked at an earlier answer.
  assertTargetAddress(host, address)
  const where = { host: address, port, noDelay: true, keepAlive: true }
  // What TLS wraps, it reads itself.
  const socket = target.tlsMode === 'disable' ? connectShared(where) : connectTcp(where)
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(DIAL_TIMEOUT_MS) })
  } catch (cause) {
    socket.destroy()
    throw new DialError('tcp', ...explainTcp(`${host}:${port}`, cause), cause)
  }
  return target.tlsMode === 'disable' ? socket : encrypt(socket, target)
}

async function encrypt(socket: Socket, target: Target): Promise<Socket> {
  const verify = target.tlsMode === 'verify-full'
  try {
    const { certificate } = readCredential(target.password)
    socket.write(SSL_REQUEST)
    const [answer] = (await once(socket, 'data', { signal: AbortSignal.timeout(DIAL_TIMEOUT_MS) })) as [
      Buffer,
    ]
    // More than the one byte could only come from somebody who writes before the handshake (CVE-2021-23222).
    if (answer.toString('latin1') !== 'S') {
      throw new DialError(
        'tls',
        'the target does not offer TLS',
        'Turn it on there, or choose TLS mode "disable".',
      )
    }
    const secure = connectTls({
      socket,
      rejectUnauthorized: verify,
      ...(verify && { host: target.host, servername: target.host }),
      ...(target.tlsCa && { ca: target.tlsCa }),
      ...certificate,
    })
    secure.on('error', () => undefined) // also one that comes when nobody waits for the handshake any more
    await once(secure, 'secureConnect', { signal: AbortSignal.timeout(DIAL_TIMEOUT_MS) })
    return secure
  } catch (cause) {
    socket.destroy()
    if (cause instanceof DialError) throw cause
    if (cause instanceof SallyportError) throw new DialError('tls', cause.message, cause.hint ?? '', cause)
    throw new DialError('tls', ...explainTls(target.host, cause), cause)
  }
}
