import type { Member, Services } from '../context'
import { watchForMember } from '../live/watch'
import { may } from '../permissions'
import type { WatchSessions } from './schema'

/** id null: some changes may have been missed, so read again whatever is shown. */
export interface SessionChange {
  readonly id: string | null
  readonly recordingBytes: number
  readonly ended: boolean
}

const READ_AGAIN: SessionChange = { id: null, recordingBytes: 0, ended: false }

/** Every beginning, growth and end of a session that the member may see; of one session when an id is given. */
export async function* watchSessions(
  { live }: Pick<Services, 'live'>,
  member: Member,
  { id: only }: WatchSessions,
  signal: AbortSignal,
): AsyncGenerator<SessionChange> {
  const seesAll = may(member, 'session:read-all')
  for await (const message of watchForMember(live, member, signal)) {
    if (message.topic === 'missed') yield READ_AGAIN
    if (message.topic !== 'session' || (only && message.id !== only)) continue
    const isOwn = message.identityId === member.id || message.ownerId === member.id
    const { id, recordingBytes, ended } = message
    if (seesAll || isOwn) yield { id, recordingBytes, ended }
  }
}
