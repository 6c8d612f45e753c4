import { SallyportError } from '@sallyport/core'
import { admitPreparation } from '../../session/run'
import { bodyOf, HEADER_BYTES } from './codec/framer'
import { decodeParse } from './codec/frontend'
import { message as build, cstring, int16, int32 } from './codec/write'
import { MAX_NAMES, type Prepared } from './named-statements'
import { positionsOf } from './outgoing'
import type { RequestParts } from './request-parts'

/** Parse: a statement is understood, and refused at once if it would be denied. */
export class ParseRequests {
  private readonly parts: RequestParts

  constructor(parts: RequestParts) {
    this.parts = parts
  }

  onParse(message: Buffer): void | Promise<void> {
    const { known, named } = this.parts
    const { name, text, parameterTypes } = decodeParse(bodyOf(message))
    const start = message.indexOf(0, HEADER_BYTES) + 1
    const found = known.find(message, start, message.indexOf(0, start))
    if (!found || named.prepared.size >= MAX_NAMES) return this.understand(message)
    const understood = { ...found.understood, text, source: text }
    this.prepare(message, name, { understood, parameterTypes, known: found })
  }

  private async understand(message: Buffer): Promise<void> {
    const { conversation, judgement, understanding, known, named, refusals } = this.parts
    const { name, text, isUtf8, parameterTypes } = decodeParse(bodyOf(message))
    const understood = await judgement.read(text, isUtf8)
    if (!('operations' in understood)) return refusals.extended(understood, name)
    const admission = admitPreparation(conversation.session, understanding.statement(understood))
    if (admission?.refusal) return refusals.extended(admission, name)
    if (named.prepared.size >= MAX_NAMES) {
      const error = new SallyportError('LIMIT_EXCEEDED', 'too many prepared statements')
      return refusals.extended(judgement.unread(text, error))
    }
    const start = message.indexOf(0, HEADER_BYTES) + 1
    const learnt = known.learn(message, start, message.indexOf(0, start), understood)
    this.prepare(message, name, { understood, parameterTypes, known: learnt })
  }

  private prepare(
    message: Buffer,
    name: string,
    parts: Pick<Prepared, 'understood' | 'parameterTypes' | 'known'>,
  ): void {
    const { named, understanding, outgoing } = this.parts
    const prepared: Prepared = { ...parts, columns: null, isRecorded: false }
    const naming = named.prepared.give(name, prepared, named.pipeline)
    understanding.noteName('prepare', name, prepared.understood)
    outgoing.recordLater(prepared)
    const { forwarded } = prepared.understood.atSource
    const types = prepared.parameterTypes.map((type) => int32(type))
    const sent = forwarded
      ? build('P', cstring(name), cstring(forwarded.text), int16(types.length), ...types)
      : message
    outgoing.ask(sent, {
      ...positionsOf(prepared.understood),
      message: 'parse',
      statement: 0,
      lineages: prepared.understood.lineages,
      settle: (succeeded) => named.prepared.settle(name, naming, succeeded),
    })
  }
}
