import type { Conversation } from './conversation'
import type { Judgement } from './judgement'
import type { KnownStatements } from './known-statements'
import type { NamedStatements } from './named-statements'
import type { Outgoing } from './outgoing'
import type { Refusals } from './refusals'
import type { Understanding } from './understand'

/** What the requests of one conversation share, whatever their kind. */
export interface RequestParts {
  readonly conversation: Conversation
  readonly understanding: Understanding
  readonly judgement: Judgement
  readonly known: KnownStatements
  readonly named: NamedStatements
  readonly outgoing: Outgoing
  readonly refusals: Refusals
}
