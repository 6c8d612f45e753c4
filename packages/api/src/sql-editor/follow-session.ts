import { type RecordedEvent, readEvents } from '@sallyport/recording'
import type { Services } from '../context'
import { readRecording } from '../recordings/read-recording'

/**
 * What a gateway records of a session, from its beginning and as it arrives. Not a look at a recording: it stays in the
 * console, which tells the person at the page by which rules the values are masked that they see.
 */
export async function* followSession(
  services: Pick<Services, 'db' | 'masterKey' | 'store' | 'live'>,
  sessionId: string,
  signal: AbortSignal,
): AsyncGenerator<RecordedEvent> {
  const { db, live } = services
  const messages = await live.subscribe(signal)
  let at = 0

  async function* arrived(): AsyncGenerator<RecordedEvent> {
    const found = await db.session.findUnique({
      where: { id: sessionId },
      select: { recordingBytes: true },
    })
    const end = Number(found?.recordingBytes ?? 0)
    if (end <= at) return
    for await (const chunk of readRecording(services, sessionId, at, end)) {
      at += chunk.length
      yield* readEvents(chunk)
    }
  }

  yield* arrived()
  for await (const message of messages) {
    if (message.topic === 'missed') yield* arrived()
    else if (message.topic === 'session' && message.id === sessionId) yield* arrived()
  }
}
