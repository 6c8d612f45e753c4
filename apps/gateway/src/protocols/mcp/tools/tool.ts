import type { McpServer } from '@modelcontextprotocol/server'
import type { Gate } from '../../../session/gate'
import type { PostgresProtocol } from '../../postgres/serve'
import type { Calls } from '../calls'
import type { Pages } from '../pages'
import type { Repeats } from '../repeats'
import type { Seats } from '../seats'

/** What tools work with; made once per gateway. */
export interface Workshop {
  readonly gate: Gate
  readonly postgres: PostgresProtocol
  readonly seats: Seats
  readonly calls: Calls
  readonly pages: Pages
  readonly repeats: Repeats
}

/** Adds one tool to the server of one client. None answers an approval: that is for people, in the console. */
export type RegisterTool = (server: McpServer, workshop: Workshop) => void
