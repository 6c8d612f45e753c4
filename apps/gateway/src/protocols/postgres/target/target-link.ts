import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { Inbox } from '../../../bytes/inbox'
import type { Target } from '../../../session/session'
import { int32 } from '../codec/write'
import { certificateHash } from './certificate-hash'
import { DIAL_TIMEOUT_MS, DialError, dial } from './dial'
import { type Channel, type SignedIn, signIn } from './sign-in'

/** One session at a target, signed in and ready. */
export interface TargetLink extends SignedIn {
  readonly socket: Socket
  readonly inbox: Inbox
  close(): void
}

const SIGN_IN_TIMEOUT_MS = 15_000

export async function openTarget(target: Target, settings: ReadonlyMap<string, string>): Promise<TargetLink> {
  const socket = await dial(target)
  const inbox = new Inbox(socket)
  const late = setTimeout(() => socket.destroy(), SIGN_IN_TIMEOUT_MS)
  try {
    const write = (bytes: Buffer) => void socket.write(bytes)
    const signedIn = await signIn({ inbox, write }, target, settings, channelOf(socket, target))
    return { ...signedIn, socket, inbox, close: () => closeTarget(socket) }
  } catch (error) {
    socket.destroy()
    throw error
  } finally {
    clearTimeout(late)
  }
}

function channelOf(socket: Socket, { tlsMode }: Target): Channel {
  if (!(socket instanceof TLSSocket)) return { isEncrypted: false, isVerified: false, certificateHash: null }
  const { raw } = socket.getPeerCertificate()
  const isVerified = tlsMode === 'verify-full'
  return { isEncrypted: true, isVerified, certificateHash: raw ? certificateHash(raw) : null }
}

/** Terminate ('X'), so that the target does not log a lost connection. */
function closeTarget(socket: Socket): void {
  if (socket.destroyed) return
  socket.end(Buffer.from([0x58, 0, 0, 0, 4]))
  setTimeout(() => socket.destroy(), 1000).unref()
}

/**
 * Asks the target to cancel what a session is running: the request travels on a connection of its own. Resolves when
 * the target has closed that, and so has passed the request on.
 */
export async function cancelAtTarget(
  target: Target,
  { processId, secret }: Pick<SignedIn, 'processId' | 'secret'>,
): Promise<void> {
  const socket = await dial(target)
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  socket.setTimeout(DIAL_TIMEOUT_MS, () => socket.destroy())
  socket.on('error', () => socket.destroy())
  socket.resume()
  socket.end(Buffer.concat([int32(12 + secret.length), int32(80877102), int32(processId), secret]))
  await closed
}

export { DialError }
