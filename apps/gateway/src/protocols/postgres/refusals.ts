import type { Admission } from '../../session/run'
import { message as build, cstring, int16 } from './codec/write'
import type { Conversation } from './conversation'
import type { NamedStatements } from './named-statements'
import type { Outgoing } from './outgoing'
import { Pending } from './pending'

/**
 * Stands in for what was refused. It cannot be parsed, so the target fails where the client is told that it
 * failed: the transaction is aborted on both sides, and the rest of a pipeline is skipped by both.
 */
const POISON = 'refused by the gateway'
const POISON_QUERY = build('Q', cstring(POISON))
const POISON_PARSE = build('P', cstring('sallyport_refused'), cstring(POISON), int16(0))

/** Sends the target something that fails in place of what may not run. */
export class Refusals {
  private readonly conversation: Conversation
  private readonly named: NamedStatements
  private readonly outgoing: Outgoing

  constructor(conversation: Conversation, named: NamedStatements, outgoing: Outgoing) {
    this.conversation = conversation
    this.named = named
    this.outgoing = outgoing
  }

  /** In place of a simple Query. */
  query({ number, refusal }: Admission): void {
    const pending = new Pending('query', number, [])
    pending.refusal = refusal
    this.outgoing.ask(POISON_QUERY, pending)
    this.outgoing.noteComplete()
  }

  /** In place of a message of the extended protocol; `name` is what it was to prepare. */
  extended({ number, refusal }: Admission, name?: string): void {
    // What was to be prepared under this name does not exist; what was there before must not run in its place.
    if (name !== undefined) this.named.prepared.remove(name)
    const pending = new Pending('parse', number, [])
    pending.refusal = refusal
    this.outgoing.ask(POISON_PARSE, pending)
    this.conversation.skipsUntilSync = true
  }
}
