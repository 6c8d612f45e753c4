import type { SallyportError } from '@sallyport/core'
import { MalformedMessage } from './bytes/reader'
import { log } from './log'
import type { Session } from './session/session'

/** Whoever sends many of them may not fill the log. */
const TELL_EVERY_MS = 1_000

let count = 0
let toldAt = 0

/** How many messages were no message, or broke the protocol, since the gateway began. */
export function malformedMessages(): number {
  return count
}

/** Counts a malformed message, and says so, without what is in it; `session` is null before sign-in, and when it ends. */
export function noteMalformed(error: SallyportError, session: Pick<Session, 'id' | 'identity'> | null): void {
  count += 1
  const now = Date.now()
  if (now - toldAt < TELL_EVERY_MS) return
  toldAt = now
  log('warn', 'a malformed message', {
    ...(session && { sessionId: session.id, identity: session.identity.name }),
    why: error instanceof MalformedMessage ? error.message : 'it broke the protocol',
    soFar: count,
  })
}
