import type { RecordedEvent } from '@sallyport/recording'
import { Chain, encodeEvent } from '@sallyport/recording'
import { RecordingIngest } from '../recordings/ingest'
import { readRecording } from '../recordings/read-recording'
import { Sealer } from '../recordings/sealer'
import { sha256 } from '../recordings/sha256'
import type { Story } from './story'

/** Stores a story's session as its gateway would: each event alone, and all of it sealed when this resolves. */
export async function recordEvents(story: Story, events: readonly RecordedEvent[]): Promise<void> {
  const { services } = story.organization
  const failures: unknown[] = []
  const sealer = new Sealer(services, (error) => failures.push(error))
  const ingest = new RecordingIngest(services.db, services.masterKey, sealer)
  const chain = new Chain(sha256)
  let offset = 0
  for (const event of events) {
    const records = chain.append(event)
    offset = await ingest.store(story.gateway, { sessionId: story.sessionId, offset, records })
  }
  await sealer.idle()
  if (failures.length > 0) throw failures[0]
}

/** The same with all events under one hash, as a busy gateway sends them. */
export async function recordTogether(story: Story, events: readonly RecordedEvent[]): Promise<void> {
  const { services } = story.organization
  const sealer = new Sealer(services, () => undefined)
  const ingest = new RecordingIngest(services.db, services.masterKey, sealer)
  const records = new Chain(sha256).seal(events.map(encodeEvent))
  await ingest.store(story.gateway, { sessionId: story.sessionId, offset: 0, records })
  await sealer.idle()
}

/** All that is stored of it. */
export async function readWhole({ organization, sessionId }: Story): Promise<Buffer> {
  const { recordingBytes } = await organization.db.session.findUniqueOrThrow({ where: { id: sessionId } })
  const chunks: Buffer[] = []
  for await (const chunk of readRecording(organization.services, sessionId, 0, Number(recordingBytes))) {
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
