import { SallyportError } from '@sallyport/core'
import type { LedgerEntryModel, RecordingSegmentModel, SessionModel } from '@sallyport/db'
import {
  describeRecord,
  EXPORT_VERSION,
  type ExportLine,
  formatLine,
  hex,
  type LedgerEntry,
  type LedgerKind,
  readRecords,
} from '@sallyport/recording'
import { recordingKeys } from '../tokens/signing-key'
import { readRecording, toSeal } from './read-recording'
import { type Sealing, sealSegment } from './seal-segment'

/**
 * A recording as one file of JSON lines that can be verified without us: `verifyExport` in packages/recording. What
 * waits is sealed first, so that everything in the file stands under a signature.
 */
export async function* exportRecording(
  parts: Sealing,
  { id }: Pick<SessionModel, 'id'>,
): AsyncGenerator<string> {
  while (await sealSegment(parts, id));
  const { db } = parts
  const session = await db.session.findUniqueOrThrow({ where: { id } })
  const segments = await db.recordingSegment.findMany({ where: { sessionId: id }, orderBy: { index: 'asc' } })
  const last = segments.at(-1)
  yield lineOf({
    type: 'export',
    version: EXPORT_VERSION,
    sessionId: id,
    bytes: last ? Number(last.offset) + last.bytes : 0,
    events: segments.reduce((sum, { events }) => sum + events, 0),
    head: hex(last?.head ?? new Uint8Array(32)),
    isEnded: session.endedAt !== null,
    keys: await recordingKeys(db),
  })
  for (const segment of segments) yield* segmentLines(parts, segment)
  const entries = await db.ledgerEntry.findMany({ where: { sessionId: id }, orderBy: { sequence: 'asc' } })
  const sealed = new Set(segments.map(({ index }) => index)).size
  let seen = 0
  for (const entry of entries) {
    if (entry.kind === 'sealed' && ++seen > sealed) break // sealed since: another file's
    yield lineOf({
      type: 'ledger',
      entry: toEntry(entry),
      kid: entry.kid,
      signature: base64(entry.signature),
    })
  }
}

async function* segmentLines(parts: Sealing, segment: RecordingSegmentModel): AsyncGenerator<string> {
  const start = Number(segment.offset)
  const chunks: Buffer[] = []
  for await (const chunk of readRecording(parts, segment.sessionId, start, start + segment.bytes)) {
    chunks.push(chunk)
  }
  const bytes = Buffer.concat(chunks)
  for (const record of readRecords(bytes)) {
    const { offset, end } = record
    yield lineOf({
      type: 'record',
      record: base64(bytes.subarray(offset, end)),
      events: describeRecord(record),
    })
  }
  yield lineOf({
    type: 'seal',
    seal: toSeal(segment),
    kid: segment.kid,
    signature: base64(segment.signature),
  })
}

export function toEntry(row: LedgerEntryModel): LedgerEntry {
  const { sequence, sessionId, digest, previous } = row
  return { sequence, kind: kindOf(row.kind), at: row.at.getTime(), sessionId, digest, previous }
}

function kindOf(kind: string): LedgerKind {
  if (kind === 'opened' || kind === 'sealed' || kind === 'deleted') return kind
  throw new SallyportError('RECORDING_FAILED', 'the ledger has an entry of an unknown kind')
}

function lineOf(line: ExportLine): string {
  return `${formatLine(line)}\n`
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}
