import type { RowMasker } from '@sallyport/masking'
import { ByteReader } from '../../bytes/reader'
import type { Lineage } from '../../session/masker'
import { type Answer, violation } from './answer'
import { HEADER_BYTES } from './codec/framer'
import { decodeRowDescription, type ResultColumn } from './codec/row-description'
import { message as build, int16, int32 } from './codec/write'
import { COPY_TEXT, refuseBinaryCopy, refuseCopy } from './copy-out'

const FUNCTION_RESULT = { typeOid: 17, typeModifier: -1, format: 1, origin: null, isStored: false } as const
const NO_COLUMNS: readonly ResultColumn[] = []

/** Results: described first, then masked by what is known of their columns. */
export class ResultResponses {
  private readonly answer: Answer

  constructor(answer: Answer) {
    this.answer = answer
  }

  /** RowDescription or NoData. */
  onDescription(): void {
    const { answer } = this
    const { pending, plans } = answer.conversation
    const { head } = pending
    const lineage = answer.describedLineage
    const described = answer.bytes[answer.start] === 0x54 ? this.described(lineage) : null
    if (head?.message === 'query') {
      answer.progress.plan = described?.rows ?? plans.planOf(lineage, [])
      return answer.pass()
    }
    answer.expect('describe')
    head?.describe?.(described?.columns ?? NO_COLUMNS, described?.rows ?? null)
    if (!head?.isOwn && (described || !head?.isOfQuery)) answer.pass()
    pending.shift(true)
  }

  onParameterDescription(): void {
    const { answer } = this
    answer.expect('describe')
    const { isOwn, ownParameters = 0 } = answer.conversation.pending.head ?? {}
    if (isOwn) return
    if (ownParameters === 0) return answer.pass()
    const { body } = answer
    const count = body.readUInt16BE(0) - ownParameters
    answer.emit(build('t', int16(count), Buffer.from(body.subarray(2, 2 + count * 4))))
  }

  /** Whether the RowDescription from `start` to `end` names a relation that the catalogue does not have. */
  namesUnknownRelation(bytes: Buffer, start: number, end: number): boolean {
    const { catalogue, plans } = this.answer.conversation
    if (plans.find(this.answer.describedLineage, bytes, start, end)) return false
    return decodeRowDescription(bytes.subarray(start + HEADER_BYTES, end)).some(
      ({ tableOid }) => tableOid !== 0 && !catalogue.byOid.has(tableOid),
    )
  }

  /** All the rows that came together. */
  onDataRows(): void {
    const { answer } = this
    const { progress, conversation, bytes, start, end } = answer
    const plan = this.plan()
    const chunk = bytes.subarray(start, end)
    const masked = plan.mask(chunk)
    progress.rows += masked.rows
    if (answer.isBlocked) return
    conversation.session.rows.spend(masked.rows)
    if (masked.bytes === chunk) answer.pass()
    else answer.emit(masked.bytes)
    conversation.output.countRows(masked.rows, masked.masked)
  }

  /** How the rows that come in now are masked. */
  plan(): RowMasker {
    const { progress, conversation } = this.answer
    const plan = progress.plan ?? conversation.pending.head?.plan?.()
    if (!plan) throw violation('the target sent a row of a result that it did not describe')
    progress.plan = plan
    return plan
  }

  /** FunctionCallResponse: one value, as if a SELECT had returned it. */
  onFunctionResult(): void {
    const { answer } = this
    const { masker, catalogue, output } = answer.conversation
    answer.expect('query')
    const [plan] = masker.plan(catalogue, answer.lineage, [FUNCTION_RESULT])
    const reader = new ByteReader(answer.body, 'FunctionCallResponse')
    const length = reader.int32()
    const value = length === -1 ? null : reader.bytes(length)
    reader.end()
    const shown = value && plan ? masker.cell(value, plan) : null
    answer.progress.index += 1
    if (shown === value) return answer.pass()
    answer.emit(shown ? build('V', int32(shown.length), Buffer.from(shown)) : build('V', int32(-1)))
    output.countMasked()
  }

  onCopyOut(): void {
    const { answer } = this
    const { masker, catalogue } = answer.conversation
    const reader = new ByteReader(answer.body, 'CopyOutResponse')
    const isBinary = reader.uint8() === 1
    const columns = reader.uint16()
    const refusal =
      refuseCopy(masker, catalogue, answer.lineage, columns) ?? (isBinary ? refuseBinaryCopy(masker) : null)
    if (refusal) return answer.block(refusal)
    answer.pass()
  }

  onCopyData(): void {
    const { answer } = this
    const { body } = answer
    answer.conversation.session.rows.spend(1)
    const clean = answer.conversation.masker.content(body, COPY_TEXT)
    if (clean === body) answer.pass()
    else answer.emit(build('d', Buffer.from(clean)))
  }

  private described(lineage: Lineage | null) {
    const { conversation, bytes, start, end } = this.answer
    const { plans } = conversation
    return plans.find(lineage, bytes, start, end) ?? plans.make(lineage, bytes, start, end)
  }
}
