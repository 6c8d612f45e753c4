import { SallyportError } from '@sallyport/core'
import { admitPreparation } from '../../session/run'
import type { AtSource } from './at-source'
import { bodyOf } from './codec/framer'
import { decodeParse, type Parse, readText } from './codec/frontend'
import { message as build, cstring, int16, int32 } from './codec/write'
import { MAX_NAMES, Prepared } from './named-statements'
import { Pending } from './pending'
import type { RequestParts } from './request-parts'
import { parameterTypesOf, TOKEN_IN_PREPARED } from './tokens'

/** Parse: a statement is understood, and refused at once if it would be denied. */
export class ParseRequests {
  private readonly parts: RequestParts

  constructor(parts: RequestParts) {
    this.parts = parts
  }

  onParse(message: Buffer): void | Promise<void> {
    const { known, named } = this.parts
    const parse = decodeParse(bodyOf(message))
    const found = known.find(parse.text, 0, parse.text.length)
    if (!found || named.prepared.size >= MAX_NAMES) return this.understand(message, parse)
    this.prepare(message, parse.name, new Prepared(parse.text, parse.parameterTypes, found, null))
  }

  private async understand(message: Buffer, { name, text: bytes, parameterTypes }: Parse): Promise<void> {
    const { conversation, judgement, understanding, known, named, refusals } = this.parts
    const { text, isUtf8 } = readText(bytes)
    const understood = await judgement.read(text, isUtf8)
    if (!('operations' in understood)) return refusals.extended(understood, name)
    const admission = admitPreparation(conversation.session, understanding.statement(understood))
    if (admission?.refusal) return refusals.extended(admission, name)
    if (named.prepared.size >= MAX_NAMES) {
      const error = new SallyportError('LIMIT_EXCEEDED', 'too many prepared statements')
      return refusals.extended(judgement.unread(text, error))
    }
    const { tokens } = understood.atSource
    if (tokens && tokens.values.length > 0 && (name !== '' || parameterTypes.length > tokens.own)) {
      return refusals.extended(judgement.unread(text, TOKEN_IN_PREPARED))
    }
    const learnt = known.learn(bytes, 0, bytes.length, understood)
    this.prepare(message, name, new Prepared(bytes, parameterTypes, learnt, understood))
  }

  private prepare(message: Buffer, name: string, prepared: Prepared): void {
    const { named, understanding, outgoing } = this.parts
    const naming = named.prepared.give(name, prepared, named.pipeline)
    // SQL cannot say the empty name
    if (name !== '') understanding.noteName('prepare', name, prepared.understood)
    outgoing.recordLater(prepared)
    const { lineages, atSource } = prepared.does
    const pending = new Pending('parse', 0, lineages)
    pending.positions = atSource.forwarded?.positions ?? null
    pending.settle = (succeeded) => named.prepared.settle(name, naming, succeeded)
    const { forwarded } = atSource
    outgoing.ask(forwarded ? parseOf(name, forwarded.text, atSource, prepared) : message, pending)
  }
}

function parseOf(name: string, text: string, atSource: AtSource, { parameterTypes }: Prepared): Buffer {
  const types = parameterTypesOf(atSource, parameterTypes)
  return build('P', cstring(name), cstring(text), int16(types.length), ...types.map(int32))
}
