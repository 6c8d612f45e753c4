import { SallyportError } from '@sallyport/core'
import { NO_PARAMETERS } from '../../session/recorder'
import { type Admission, admitKnown, refuseAdmitted } from '../../session/run'
import type { Parameter } from '../../session/statement'
import { bodyOf, HEADER_BYTES } from './codec/framer'
import { decodeFunctionCall, decodeQuery, type FunctionCall, type Text } from './codec/frontend'
import { message as build, cstring } from './codec/write'
import { MAX_KNOWN_BYTES } from './known-statements'
import { calledFunction } from './large-objects'
import { parametersOf } from './parameters'
import { Pending } from './pending'
import { askWithParameters } from './query-with-parameters'
import type { RequestParts } from './request-parts'
import { IN_PIPELINE, parameterTypesOf } from './tokens'
import type { Understood } from './understand'

/** The requests that are whole by themselves: Query and FunctionCall. */
export class SimpleRequests {
  private readonly parts: RequestParts

  constructor(parts: RequestParts) {
    this.parts = parts
  }

  /** Query. One whose like has run before is only recorded. */
  onQuery(message: Buffer): void | Promise<void> {
    if (!this.isKnown(message)) return this.understand(message, decodeQuery(bodyOf(message)))
  }

  private isKnown(message: Buffer): boolean {
    const { known, conversation, outgoing } = this.parts
    const end = message.length - 1 // a NUL inside the text has no shape
    if (message[end] !== 0 || message.length > MAX_KNOWN_BYTES) return false
    const found = known.find(message, HEADER_BYTES, end)
    if (!found) return false
    const text = { bytes: message, start: HEADER_BYTES, end }
    const statement = admitKnown(conversation.session, found.recorded, text, NO_PARAMETERS)
    outgoing.ask(message, new Pending('query', statement, found.understood.lineages))
    outgoing.noteComplete()
    return true
  }

  /** One simple Query is one unit: all its statements are judged before a byte goes on. */
  private async understand(message: Buffer, { text, isUtf8 }: Text): Promise<void> {
    const read = await this.parts.judgement.read(text, isUtf8)
    return this.run(message, read)
  }

  onFunctionCall(message: Buffer): Promise<void> {
    return this.call(message, decodeFunctionCall(bodyOf(message)))
  }

  /** Decided as the SELECT that it stands for; what it returns is masked as that one's row. */
  private async call(message: Buffer, call: FunctionCall): Promise<void> {
    const { judgement, refusals } = this.parts
    const called = calledFunction(call.oid, call.parameters.length)
    if (!called) {
      const error = new SallyportError('UNSUPPORTED', `function ${call.oid} is not called by message`, {
        hint: 'Call it with SELECT.',
      })
      return refusals.query(judgement.unread('', error))
    }
    const read = await judgement.read(called.text)
    return this.run(message, read, parametersOf(call, called.parameterTypes))
  }

  private async run(
    message: Buffer,
    read: Understood | Admission,
    parameters: readonly Parameter[] = [],
  ): Promise<void> {
    const { conversation, judgement, understanding, known, named, outgoing, refusals } = this.parts
    if (!('operations' in read)) return refusals.query(read)
    const sent = judgement.parametersFor(read, parameters)
    if (sent instanceof SallyportError) return refusals.query(judgement.unread(read.source, sent))
    const comparesTooMuch = sent && judgement.refuseComparing(read, sent)
    if (comparesTooMuch) return refusals.query(judgement.unread(read.source, comparesTooMuch))
    const admission = await judgement.admit(understanding.statement(read, parameters), read)
    const understood = await judgement.renew(read, admission)
    if (!('operations' in understood)) return refusals.query(understood)
    understanding.noteSettings(understood)
    const { forwarded } = understood.atSource
    const sentNow = understood === read ? sent : judgement.parametersFor(understood, parameters)
    if (sentNow instanceof SallyportError) {
      return refusals.query(refuseAdmitted(conversation.session, admission, sentNow))
    }
    if (forwarded && sentNow) {
      if (conversation.pending.awaitsSync) {
        return refusals.query(refuseAdmitted(conversation.session, admission, IN_PIPELINE))
      }
      const { number } = admission
      const types = parameterTypesOf(understood.atSource)
      askWithParameters(this.parts, understood, forwarded, sentNow, types, number, named.noteRun(understood))
      return outgoing.noteComplete()
    }
    const pending = new Pending('query', admission.number, understood.lineages)
    pending.positions = forwarded?.positions ?? null
    pending.settle = named.noteRun(understood)
    outgoing.ask(forwarded ? build('Q', cstring(forwarded.text)) : message, pending)
    outgoing.noteComplete()
    known.learn(message, HEADER_BYTES, message.length - 1, understood)
  }
}
