import type { RowMasker } from '@sallyport/masking'
import type { Lineage } from '../../session/masker'
import type { PolicySnapshot } from '../../session/policy'
import { decodeRowDescription, type ResultColumn } from './codec/row-description'
import type { Conversation } from './conversation'
import { describeColumns } from './describe-columns'

interface Known {
  readonly catalogue: unknown
  readonly policy: PolicySnapshot
  readonly rules: unknown
  /** The RowDescription that it was made for. */
  readonly description: Buffer
  readonly columns: readonly ResultColumn[]
  readonly rows: RowMasker
}

/** Plans by what a statement is known to read: the same statement is described in the same bytes again and again. */
export class RowPlans {
  private readonly conversation: Conversation
  private readonly known = new WeakMap<Lineage, Known>()

  constructor(conversation: Conversation) {
    this.conversation = conversation
  }

  /** The plan for rows that are described by the message from `start` to `end`, if it was made before. */
  find(lineage: Lineage | null, bytes: Buffer, start: number, end: number): Known | null {
    const found = lineage ? this.known.get(lineage) : undefined
    if (!found || found.catalogue !== this.conversation.catalogue) return null
    if (found.policy !== this.conversation.session.policy.current()) return null
    if (found.rules !== this.rules) return null // an exemption ends by itself
    const { description } = found
    const isSame =
      description.length === end - start && bytes.compare(description, 0, end - start, start, end) === 0
    return isSame ? found : null
  }

  make(lineage: Lineage | null, bytes: Buffer, start: number, end: number): Known {
    const { catalogue, session } = this.conversation
    const description = Buffer.from(bytes.subarray(start, end))
    const columns = decodeRowDescription(description.subarray(5))
    const rows = this.planOf(lineage, columns)
    const policy = session.policy.current()
    const made = { catalogue, policy, rules: this.rules, description, columns, rows }
    if (lineage) this.known.set(lineage, made)
    return made
  }

  private get rules(): unknown {
    const { masker, catalogue } = this.conversation
    return masker.masks(catalogue)
  }

  /** A plan for columns that were described before, in the formats that a Bind asked for. */
  planOf(lineage: Lineage | null, columns: readonly ResultColumn[], formats?: readonly number[]): RowMasker {
    const { masker, catalogue } = this.conversation
    const plan = masker.plan(catalogue, lineage, describeColumns(catalogue, columns, formats))
    return masker.rows(plan, lineage?.maskedAtSource)
  }
}
