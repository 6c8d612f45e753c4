import { SallyportError } from '@sallyport/core'
import type { Db, SessionModel, Tx } from '@sallyport/db'
import { Chain, EMPTY_HEAD } from '@sallyport/recording'
import { leaveApprovals } from '../approvals/leave-approvals'
import type { GatewayCaller } from '../context'
import { NOTHING_RECORDED } from '../gateways/report-status'
import { publish } from '../live/publish'
import type { SearchableTexts } from '../search/searchable-text'
import { searchableTexts } from '../search/searchable-texts'
import { recognizeDriver } from '../sessions/recognize-driver'
import type { RecordingFrame } from './frame'
import { recordingKey } from './recording-key'
import { SEGMENT_BYTES } from './seal-segment'
import type { Sealer } from './sealer'
import { packPiece } from './segment-cipher'
import { sha256 } from './sha256'
import { storeStatements } from './store-statements'
import { type RecordingSummary, summarize } from './summarize'
import { WaitingPieces } from './waiting-pieces'

/** How far a recording is stored, and the chain's head there. */
export interface StoredExtent {
  readonly bytes: number
  readonly events: number
  readonly head: Uint8Array
}

const MAX_KEYS = 10_000
const MAX_WAITING_BYTES = 1024 ** 3

interface Piece {
  readonly sealed: Uint8Array<ArrayBuffer>
  readonly bytes: number
  readonly events: number
}

type StoredSession = Omit<SessionModel, 'sealedKey'> & {
  readonly identity: { readonly ownerId: string | null }
  readonly organization: { readonly policyVersion: number }
}

/** Takes a session's records from its gateway and stores them. Hold one per process. */
export class RecordingIngest {
  readonly #db: Db
  readonly #masterKey: Buffer
  readonly #sealer: Sealer
  /** The keys of recordings that are being taken. */
  readonly #keys = new Map<string, Buffer>()
  /** One frame of a session at a time, whatever connection it comes over. */
  readonly #turns = new Map<string, Promise<unknown>>()
  readonly #waiting: WaitingPieces

  /** `maxWaitingBytes`: what waits for the store in the database at most. */
  constructor(db: Db, masterKey: Buffer, sealer: Sealer, maxWaitingBytes = MAX_WAITING_BYTES) {
    this.#waiting = new WaitingPieces(db, maxWaitingBytes)
    this.#db = db
    this.#masterKey = masterKey
    this.#sealer = sealer
  }

  /** False while so much waits for the store that no more is taken: a gateway keeps what it has meanwhile. */
  hasRoom(): Promise<boolean> {
    return this.#waiting.hasRoom()
  }

  /** How much of the session's recording is stored, which is where its gateway goes on. */
  async stored(gateway: GatewayCaller, sessionId: string): Promise<StoredExtent> {
    const { recordingBytes, eventCount, chainHead } = await this.#find(gateway, sessionId)
    return { bytes: Number(recordingBytes), events: eventCount, head: chainHead ?? EMPTY_HEAD }
  }

  /**
   * Stores the records if they are the recording's next, and returns how many bytes are stored durably: more than
   * before, or, after a gap or a repetition, as many as before. Records that do not follow in the hash chain throw
   * PROTOCOL_VIOLATION and change nothing.
   */
  async store(gateway: GatewayCaller, frame: RecordingFrame): Promise<number> {
    const turn = this.#turns.get(frame.sessionId) ?? Promise.resolve()
    const mine = turn.then(
      () => this.#store(gateway, frame),
      () => this.#store(gateway, frame),
    )
    this.#turns.set(frame.sessionId, mine)
    try {
      return await mine
    } finally {
      if (this.#turns.get(frame.sessionId) === mine) this.#turns.delete(frame.sessionId)
    }
  }

  async #store(gateway: GatewayCaller, { sessionId, offset, records }: RecordingFrame): Promise<number> {
    const session = await this.#find(gateway, sessionId)
    const stored = Number(session.recordingBytes)
    if (offset !== stored || records.length === 0) return stored
    if (session.endedAt && session.endReason !== NOTHING_RECORDED)
      throw new SallyportError('PROTOCOL_VIOLATION', 'the recording has ended already')

    const chain = new Chain(sha256, session.chainHead ?? EMPTY_HEAD)
    const events = chain.accept(records).flatMap((record) => record.events)
    const sealed = packPiece(await this.#key(sessionId), sessionId, offset, records)
    const piece = { sealed: new Uint8Array(sealed), bytes: records.length, events: events.length }
    const summary = summarize(events)
    const { organizationId, organization, connectionName } = session
    const texts = await searchableTexts(this.#db, { organizationId, ...organization }, connectionName)
    const bytes = await this.#db.$transaction((tx) =>
      advance(tx, gateway, session, piece, chain.head, summary, texts),
    )
    this.#waiting.add(piece.bytes)
    if (summary.end) this.#keys.delete(sessionId)
    if (summary.end || bytes - Number(session.sealedBytes) >= SEGMENT_BYTES) this.#sealer.want(sessionId)
    return bytes
  }

  async #key(sessionId: string): Promise<Buffer> {
    const known = this.#keys.get(sessionId)
    if (known) return known
    const key = await recordingKey(this.#db, this.#masterKey, sessionId)
    if (this.#keys.size >= MAX_KEYS) this.#keys.clear()
    this.#keys.set(sessionId, key)
    return key
  }

  async #find(gateway: GatewayCaller, id: string): Promise<StoredSession> {
    const session = await this.#db.session.findFirst({
      where: { id, gatewayId: gateway.id, organizationId: gateway.organizationId },
      include: {
        identity: { select: { ownerId: true } },
        organization: { select: { policyVersion: true } },
      },
    })
    if (!session) throw new SallyportError('NOT_FOUND', 'There is no such session')
    return session
  }
}

async function advance(
  tx: Tx,
  gateway: GatewayCaller,
  session: StoredSession,
  piece: Piece,
  head: Uint8Array,
  summary: RecordingSummary,
  texts: SearchableTexts,
): Promise<number> {
  const { id, organizationId, identityId, recordingBytes, clientDriver } = session
  const { started, end } = summary
  const bytes = Number(recordingBytes) + piece.bytes
  const { count } = await tx.session.updateMany({
    where: { id, recordingBytes },
    data: {
      recordingBytes: bytes,
      chainHead: new Uint8Array(head),
      eventCount: { increment: summary.events },
      statementCount: { increment: started.length },
      heldCount: { increment: summary.held },
      deniedCount: { increment: summary.denied },
      rowCount: { increment: summary.rows },
      maskedCount: { increment: summary.masked },
      ...(end && { endedAt: end.at, endReason: end.reason }),
      ...(clientDriver === '' && { clientDriver: recognizeDriver(started) }),
    },
  })
  // Another process stored the same bytes in the meantime.
  if (count === 0) throw new SallyportError('CONFLICT', 'the recording grew meanwhile')
  // By hand: the client takes many times as long to make a query of a megabyte as the database to take it.
  await tx.$executeRaw`INSERT INTO "RecordingPiece" ("sessionId", "offset", sealed, bytes, events)
    VALUES (${id}::uuid, ${recordingBytes}, ${piece.sealed}, ${piece.bytes}, ${piece.events})`
  await storeStatements(tx, session, texts, summary)
  if (end) await leaveApprovals(tx, { sessionId: id, organizationId })
  const { ownerId } = session.identity
  const state = { recordingBytes: bytes, ended: end !== null }
  await publish(tx, { topic: 'session', organizationId, id, identityId, ownerId, ...state })
  return bytes
}
