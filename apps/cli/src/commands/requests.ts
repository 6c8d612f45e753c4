import { EXIT } from '../exit'
import { numberOf, usage } from '../options'
import { table } from '../table'
import { type Command, say } from './command'

const STATUSES = ['pending', 'approved', 'rejected', 'expired', 'cancelled', 'consumed', 'settled'] as const

/** Requests for approval, one's own or everybody's, as one's role has it. They are answered in the console only. */
export const requests: Command = async (call) => {
  const { values, url } = call
  const status = STATUSES.find((each) => each === (values.status ?? 'pending'))
  if (!status) throw usage(`--status is one of ${STATUSES.join(', ')}.`)
  const api = await call.api('read')
  const limit = numberOf(values.limit, 'limit', 1, 50)
  const items = (await api.approvals.list.query({ status })).items.slice(0, limit)
  const rows = items.map(({ status: is, requesterName, connectionName, statement, id }) => [
    is,
    requesterName,
    connectionName,
    statement,
    `${url}/approvals/${id}`,
  ])
  const words =
    rows.length > 0 ? table(['STATUS', 'WHO', 'WHERE', 'STATEMENT', 'LINK'], rows) : `Nothing is ${status}.\n`
  say(call, { items }, words)
  return EXIT.done
}

/** The newest recorded sessions. */
export const sessions: Command = async (call) => {
  const { values, url } = call
  const api = await call.api('read')
  const limit = numberOf(values.limit, 'limit', 1, 50)
  const found = await api.sessions.list.query({
    ...(values.connection && { connection: values.connection }),
    ...(values.live && { live: true }),
  })
  const items = found.items.slice(0, limit)
  const rows = items.map((session) => [
    session.startedAt.toISOString().slice(0, 16).replace('T', ' '),
    session.live ? 'live' : 'ended',
    session.identity.name,
    session.connectionName,
    session.protocol,
    String(session.statementCount),
    `${url}/sessions/${session.id}`,
  ])
  const head = ['STARTED', 'STATE', 'WHO', 'WHERE', 'BY', 'STATEMENTS', 'LINK']
  say(call, { items }, rows.length > 0 ? table(head, rows) : 'There is no session.\n')
  return EXIT.done
}
