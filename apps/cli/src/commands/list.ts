import { EXIT } from '../exit'
import { listConnections } from '../local/gateway-client'
import { table } from '../table'
import { type Command, say } from './command'

/** The connections that rules open for whoever asks, people and agents alike: the gateway says it. */
export const list: Command = async (call) => {
  const { connections, you } = await listConnections(call)
  const rows = connections.map(({ name, protocol, database }) => [name, protocol, database])
  const words =
    rows.length > 0
      ? table(['NAME', 'PROTOCOL', 'DATABASE'], rows)
      : `No rule opens a connection to ${you}.\n`
  say(call, { you, connections }, words)
  return EXIT.done
}
