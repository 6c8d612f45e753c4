import { SallyportError } from '@sallyport/core'
import { admitKnown, refuseAdmitted } from '../../session/run'
import type { Parameter } from '../../session/statement'
import { storesMask } from './at-source'
import { bodyOf } from './codec/framer'
import { type Bind, decodeBind } from './codec/frontend'
import { message as build, cstring, int16, int32 } from './codec/write'
import { MissingName } from './errors'
import { MAX_KNOWN_BYTES } from './known-statements'
import { MAX_NAMES, type Portal, type Prepared } from './named-statements'
import { parametersOf, recordedParameters } from './parameters'
import { Pending } from './pending'
import type { RequestParts } from './request-parts'
import { STORES_MASK } from './tokens'

const PREPARED_OTHERWISE = new SallyportError(
  'CONFLICT',
  'what is masked, or where it is read, has changed since the statement was prepared',
  { hint: 'Prepare it again.' },
)

/** Bind: the statement is decided here, where its parameters are known, and before the target plans it. */
export class BindRequests {
  private readonly parts: RequestParts

  constructor(parts: RequestParts) {
    this.parts = parts
  }

  onBind(message: Buffer): void | Promise<void> {
    const { conversation, known, named } = this.parts
    const bind = decodeBind(bodyOf(message))
    if (named.prepared.isAwaited(bind.statement, named.pipeline)) return this.decide(message, bind)
    const prepared = named.prepared.now(bind.statement)
    const { known: found } = prepared ?? {}
    const isKnown =
      found && known.isGood(found) && named.portals.size < MAX_NAMES && message.length <= MAX_KNOWN_BYTES
    if (!prepared || !isKnown) return this.decide(message, bind)
    prepared.isRecorded = true
    const { session } = conversation
    const statement = admitKnown(session, found.recorded, prepared.text, recordedParameters(bind))
    this.bind(message, bind, prepared, statement, true)
  }

  private async decide(message: Buffer, bind: Bind): Promise<void> {
    const { conversation, judgement, understanding, known, named, outgoing, refusals } = this.parts
    if (named.prepared.isAwaited(bind.statement, named.pipeline)) {
      outgoing.flushComplete()
      await named.prepared.untilConfirmed(bind.statement, named.pipeline)
    }
    const prepared = named.prepared.now(bind.statement)
    if (!prepared) {
      const error = new MissingName('prepared statement', bind.statement)
      return refusals.extended(judgement.unread('', error))
    }
    prepared.isRecorded = true
    const read = await judgement.readAgain(prepared.understood)
    if (!('operations' in read)) return refusals.extended(read)
    if (read.atSource.forwarded?.text !== prepared.understood.atSource.forwarded?.text) {
      return refusals.extended(judgement.unread(read.source, PREPARED_OTHERWISE))
    }
    const parameters = parametersOf(bind, prepared.parameterTypes)
    if (storesMask(read.atSource, parameters, conversation.masker)) {
      return refusals.extended(judgement.unread(read.source, STORES_MASK))
    }
    const sent = judgement.parametersFor(read, parameters)
    if (sent instanceof SallyportError) return refusals.extended(judgement.unread(read.source, sent))
    const comparesTooMuch = judgement.refuseComparing(read, sent ?? parameters)
    if (comparesTooMuch) return refusals.extended(judgement.unread(read.source, comparesTooMuch))
    const admission = await judgement.admit(understanding.statement(read, parameters), read)
    const understood = await judgement.renew(read, admission)
    if (!('operations' in understood)) return refusals.extended(understood)
    if (understood.atSource.forwarded?.text !== prepared.understood.atSource.forwarded?.text) {
      return refusals.extended(refuseAdmitted(conversation.session, admission, PREPARED_OTHERWISE))
    }
    const sentNow = understood === read ? sent : judgement.parametersFor(understood, parameters)
    if (sentNow instanceof SallyportError) {
      return refusals.extended(refuseAdmitted(conversation.session, admission, sentNow))
    }
    if (named.portals.size >= MAX_NAMES) {
      const error = new SallyportError('LIMIT_EXCEEDED', 'too many portals')
      return refusals.extended(refuseAdmitted(conversation.session, admission, error))
    }
    understanding.noteSettings(understood)
    prepared.decide(understood, known.judge(understood))
    if (sentNow) conversation.hasSentValues = true
    this.bind(sentNow ? bindOf(bind, sentNow) : message, bind, prepared, admission.number, false)
  }

  private bind(
    message: Buffer,
    { portal: name, resultFormats }: Bind,
    prepared: Prepared,
    statement: number,
    isKnown: boolean,
  ): void {
    const { named, understanding, outgoing } = this.parts
    // SQL cannot say the empty name
    if (name !== '') understanding.noteName('declare', name, prepared.understood)
    const { does } = prepared
    const portal: Portal = {
      prepared,
      understood: does,
      isKnown,
      statement,
      formats: resultFormats,
      columns: null,
      plan: null,
      isDescribed: false,
    }
    const naming = named.portals.give(name, portal, named.pipeline)
    const pending = new Pending('bind', statement, does.lineages)
    pending.positions = does.atSource.forwarded?.positions ?? null
    pending.settle = (succeeded) => named.portals.settle(name, naming, succeeded)
    outgoing.ask(message, pending)
  }
}

/** The same Bind with other parameters. */
export function bindOf(
  { portal, statement, resultFormats }: Pick<Bind, 'portal' | 'statement' | 'resultFormats'>,
  parameters: readonly Parameter[],
): Buffer {
  const values = parameters.flatMap(({ bytes }) => (bytes ? [int32(bytes.length), bytes] : [int32(-1)]))
  return build(
    'B',
    cstring(portal),
    cstring(statement),
    int16(parameters.length),
    ...parameters.map(({ format }) => int16(format)),
    int16(parameters.length),
    ...values,
    int16(resultFormats.length),
    ...resultFormats.map(int16),
  )
}
