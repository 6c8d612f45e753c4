import type { McpServer } from '@modelcontextprotocol/server'
import type { Verb } from '@sallyport/core'
import type { Gate } from '../../../session/gate'
import type { PresentedToken } from '../../../session/identify'
import type { PostgresProtocol } from '../../postgres/serve'
import type { Calls } from '../calls'
import type { Pages } from '../pages'
import type { Repeats } from '../repeats'
import type { Seats } from '../seats'
import type { ServedTools } from '../servers/served-tools'
import type { ToolAsked, ToolOutcome } from '../servers/tool-work'
import type { Asked, Outcome } from '../statements'

/** What somebody is to be allowed for a time. */
export interface Wanted {
  readonly connection: string
  readonly verbs: readonly Exclude<Verb, 'session' | 'unknown'>[]
  readonly resources: readonly string[]
  readonly minutes: number
  readonly reason: string
}

/** The console's side of asking for access. */
export interface AccessRequests {
  request(
    wanted: PresentedToken & Wanted,
  ): Promise<{ readonly id: string; readonly url: string; readonly expiresAt: Date }>
  /** Throws NOT_FOUND for another's. */
  status(
    of: PresentedToken & { readonly id: string },
  ): Promise<{ readonly status: string; readonly reason: string | null }>
}

/** What tools work with; made once per gateway. */
export interface Workshop {
  readonly gate: Gate
  readonly postgres: PostgresProtocol
  readonly seats: Seats
  readonly calls: Calls<Asked, Outcome>
  readonly toolCalls: Calls<ToolAsked, ToolOutcome>
  readonly servedTools: ServedTools
  readonly pages: Pages
  readonly repeats: Repeats
  readonly access: AccessRequests
}

/** Adds one tool to the server of one client. None answers an approval: that is for people, in the console. */
export type RegisterTool = (server: McpServer, workshop: Workshop) => void
