import { once } from 'node:events'
import type { Writable } from 'node:stream'

/** Writes and waits while the peer is slow, so that nothing piles up here. Resolves also when the peer is gone. */
export async function send(stream: Writable, bytes: Uint8Array): Promise<void> {
  if (stream.destroyed || stream.writableEnded || bytes.length === 0) return
  if (stream.write(bytes)) return
  const settled = new AbortController()
  try {
    await Promise.race([
      once(stream, 'drain', { signal: settled.signal }),
      once(stream, 'close', { signal: settled.signal }),
    ])
  } catch (error) {
    if (!stream.destroyed) throw error
  } finally {
    settled.abort()
  }
}
