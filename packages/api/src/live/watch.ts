import type { Member } from '../context'
import type { LiveHub, LiveItem } from './hub'
import { MISSED } from './queue'

/**
 * A member's stream: only their organization's messages. It begins with a `missed`, for whatever happened between
 * the page that was shown and LISTEN. It breaks off when something about the member changed; an AbortError is how
 * tRPC closes a stream so that the browser connects again, and is asked again who it is.
 */
export async function* watchForMember(
  live: LiveHub,
  { id, organizationId }: Member,
  signal: AbortSignal,
): AsyncGenerator<LiveItem> {
  const items = await live.subscribe(signal)
  yield MISSED
  for await (const item of items) {
    if (item.topic === 'missed') yield item
    else if (item.topic === 'identity' && item.id === id)
      throw new DOMException('Sign in again', 'AbortError')
    else if (item.organizationId === organizationId) yield item
  }
}
