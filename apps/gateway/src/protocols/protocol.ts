import type { Socket } from 'node:net'
import type { Gate } from '../session/gate'

/** One wire protocol. Adding a protocol is adding a folder that exports one of these and a word in `index.ts`. */
export interface Protocol {
  readonly name: string
  /** Speaks to one client until it leaves. Every refusal reaches the client in its own protocol's words. */
  serve(client: Socket, gate: Gate): Promise<void>
}
