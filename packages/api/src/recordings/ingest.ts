import { createHash } from 'node:crypto'
import { SallyportError } from '@sallyport/core'
import type { Db, SessionModel, Tx } from '@sallyport/db'
import { Chain, EMPTY_HEAD } from '@sallyport/recording'
import { cancelApprovals } from '../approvals/cancel-approvals'
import type { GatewayCaller } from '../context'
import { publish } from '../live/publish'
import type { RecordingFrame } from './frame'
import type { RecordingFiles } from './recording-files'
import { storeStatements } from './store-statements'
import { type RecordingSummary, summarize } from './summarize'

type StoredSession = SessionModel & { readonly identity: { readonly ownerId: string | null } }

/** Takes a session's records from its gateway and stores them. Hold one per process. */
export class RecordingIngest {
  readonly #db: Db
  readonly #files: RecordingFiles
  /** One frame of a session at a time, whatever connection it comes over. */
  readonly #turns = new Map<string, Promise<unknown>>()

  constructor(db: Db, files: RecordingFiles) {
    this.#db = db
    this.#files = files
  }

  /** How many bytes of the session's recording are stored, which is where its gateway goes on. */
  async stored(gateway: GatewayCaller, sessionId: string): Promise<number> {
    return Number((await this.#find(gateway, sessionId)).recordingBytes)
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
    if (session.endedAt) throw new SallyportError('PROTOCOL_VIOLATION', 'the recording has ended already')

    const chain = new Chain(sha256, session.chainHead ?? EMPTY_HEAD)
    const events = chain.accept(records).map(({ event }) => event)
    await this.#files.append(this.#files.pathOf(session), offset, records)
    return this.#db.$transaction((tx) =>
      advance(tx, gateway, session, stored + records.length, chain.head, summarize(events)),
    )
  }

  async #find(gateway: GatewayCaller, id: string): Promise<StoredSession> {
    const session = await this.#db.session.findFirst({
      where: { id, gatewayId: gateway.id, organizationId: gateway.organizationId },
      include: { identity: { select: { ownerId: true } } },
    })
    if (!session) throw new SallyportError('NOT_FOUND', 'There is no such session')
    return session
  }
}

async function advance(
  tx: Tx,
  gateway: GatewayCaller,
  session: StoredSession,
  bytes: number,
  head: Uint8Array,
  summary: RecordingSummary,
): Promise<number> {
  const { id, organizationId, identityId, recordingBytes } = session
  const { started, finished, end } = summary
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
    },
  })
  // Another process stored the same bytes in the meantime: the file is right, and so is its account of it.
  if (count === 0) throw new SallyportError('CONFLICT', 'the recording grew meanwhile')
  await storeStatements(tx, session, started, finished)
  if (end) await cancelApprovals(tx, gateway, { sessionId: id, organizationId })
  const { ownerId } = session.identity
  const state = { recordingBytes: bytes, ended: end !== null }
  await publish(tx, { topic: 'session', organizationId, id, identityId, ownerId, ...state })
  return bytes
}

function sha256(data: Uint8Array): Uint8Array {
  return createHash('sha256').update(data).digest()
}
