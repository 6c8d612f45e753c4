import type { Identity, MaskingRule, SallyportError } from '@sallyport/core'
import {
  type Column,
  type ColumnMask,
  compileDetection,
  type Detection,
  detokeniseArray,
  detokeniseValue,
  isMask,
  maskCell,
  maskContent,
  maskText,
  NO_DETECTION,
  RowMasker,
} from '@sallyport/masking'
import { matchesGlob } from '@sallyport/policy'
import type { RecordedMask } from '@sallyport/recording'
import type { SourceMasks } from '@sallyport/sql'
import { type ComparedValue, Comparisons } from './comparisons'
import { type MaskedColumns, readMaskedColumns, type StoredColumns } from './masked-columns'
import type { Policy } from './policy'

/** Where a result's values come from, as far as the statement's own text tells. */
export interface Lineage {
  /** The relations that the statement can read, views followed to their tables: `schema.table`. */
  readonly relations: readonly string[]
  /** Per output column; null: cannot be told. */
  readonly outputs: readonly { readonly sources: readonly string[]; readonly direct: boolean }[] | null
  /** The columns that it fills from stored ones; null: cannot be told. */
  readonly writes: readonly { readonly target: string; readonly sources: readonly string[] }[] | null
  /** How many columns of its result were masked where they were read. */
  readonly maskedAtSource?: number
}

/** One column of a result as the target describes it. */
export interface DescribedColumn extends Column {
  /** `schema.relation.column` that the target says it comes from unchanged; null: computed. */
  readonly origin: string | null
  /** The origin is a table, so that nothing is hidden behind it. */
  readonly isStored: boolean
  /** It comes from a relation that is not known, so that what the statement's text says of it cannot be relied on. */
  readonly isUntold?: boolean
}

/** How one column's cells are masked; `mask: null` leaves them to the detectors. */
export interface ColumnPlan {
  readonly column: Column
  readonly mask: ColumnMask | null
  /** Its values are shown as they are. */
  readonly isExempt?: boolean
}

const NO_MASKS: readonly RecordedMask[] = []
/** Of a wider result the first columns are recorded as masked. */
const MOST_RECORDED = 200

/** The strictest mask, for what may be anything. */
const UNTOLD: ColumnMask = { operator: 'redact', dataClass: 'other' }

/** Masks what one session's client sees, by the rules as they are at that moment. */
export class Masker {
  private readonly policy: Policy
  private readonly connection: string
  private readonly identity: Identity
  private readonly key: Buffer
  private version = -1
  private rules: readonly MaskingRule[] = []
  private detection: Detection = NO_DETECTION
  private known: MaskedColumns | null = null
  /** Globs of the columns that this client sees as they are, and until when at least. */
  private exempt: readonly string[] = []
  private exemptUntil = Number.POSITIVE_INFINITY
  private readonly comparisons = new Comparisons()

  constructor(policy: Policy, connection: string, identity: Identity, key: Buffer) {
    this.policy = policy
    this.connection = connection
    this.identity = identity
    this.key = key
  }

  /**
   * Plans a result's columns. A column that derives from a masked one is masked; what cannot be told is
   * masked as the strictest whenever the statement can reach a masked column at all.
   */
  plan(stored: StoredColumns, lineage: Lineage | null, columns: readonly DescribedColumn[]): ColumnPlan[] {
    const masked = this.maskedColumns(stored).rules
    const outputs = lineage?.outputs?.length === columns.length ? lineage.outputs : null
    const reachesMasked = lineage === null ? masked.size > 0 : this.reachesMasked(stored, lineage)
    return columns.map((column, at) => {
      const { origin, isStored, isUntold } = column
      if (isUntold) return { column, mask: reachesMasked || this.hasResultMasks(stored) ? UNTOLD : null }
      const own = origin === null ? undefined : masked.get(origin)
      if (own) return { column, mask: own }
      if (origin !== null && isStored && this.isExempt(stored, origin))
        return { column, mask: null, isExempt: true }
      const output = outputs?.[at]
      if (output) {
        const derived = output.sources.flatMap((source) => masked.get(source) ?? [])[0]
        if (!derived) return { column, mask: null }
        return {
          column,
          mask: output.direct ? derived : { operator: 'redact', dataClass: derived.dataClass },
        }
      }
      if ((origin !== null && isStored) || !reachesMasked) return { column, mask: null }
      return { column, mask: UNTOLD }
    })
  }

  /** Can the statement read a column that is masked for this client? */
  reachesMasked(stored: StoredColumns, lineage: Lineage): boolean {
    const { relations } = this.maskedColumns(stored)
    return lineage.relations.some((relation) => relations.has(relation))
  }

  /** Does it put masked values where they would be read unmasked? What cannot be told counts as doing so. */
  copiesMasked(stored: StoredColumns, lineage: Lineage): boolean {
    const { rules } = this.maskedColumns(stored)
    if (lineage.writes === null) return this.reachesMasked(stored, lineage)
    return lineage.writes.some(
      ({ target, sources }) =>
        sources.some((source) => rules.has(source)) && !this.isMasked(`${stored.database}.${target}`),
    )
  }

  /** Masks the rows of a result, many at once. `maskedAtSource` of its columns count as masked without being so here. */
  rows(columns: readonly ColumnPlan[], maskedAtSource = 0): RowMasker {
    return new RowMasker(columns, this.activeDetection(), this.key, { maskedAtSource })
  }

  /** What a result shows masked as far as the statement's own text tells, and by which rule: for the record. */
  masksOf(stored: StoredColumns, lineage: Lineage, result: number): readonly RecordedMask[] {
    const { rules, source } = this.maskedColumns(stored)
    if (rules.size === 0) return NO_MASKS
    return (lineage.outputs ?? []).slice(0, MOST_RECORDED).flatMap(({ sources }, column) => {
      const of = sources.find((each) => rules.has(each))
      const rule = of === undefined ? undefined : rules.get(of)
      if (of === undefined || !rule) return NO_MASKS
      const where = source?.has(of) ? 'source' : 'result'
      return { result, column, where, of, rule: rule.name, dataClass: rule.dataClass } as const
    })
  }

  /** What is masked where it is read, so that conditions see masks too; null: nothing. */
  atSource(stored: StoredColumns): SourceMasks | null {
    return this.maskedColumns(stored).sourceMasks
  }

  /** Tells whether what is masked at its source is still the same. */
  sourceKey(stored: StoredColumns): string {
    return this.maskedColumns(stored).sourceKey
  }

  /**
   * What is left to mask in the results of a statement that reads through masks already: what it says of
   * relations that it changes, and what is masked in results only.
   */
  afterSource(stored: StoredColumns, lineage: Lineage, unmasked: readonly string[]): Lineage {
    const { source, rules } = this.maskedColumns(stored)
    if (!source) return lineage
    const isLeft = (column: string) =>
      !source.has(column) || unmasked.includes(column.slice(0, column.lastIndexOf('.')))
    const inResults = new Set(
      [...rules.keys()].filter(isLeft).map((column) => column.slice(0, column.lastIndexOf('.'))),
    )
    const isAtSource = (column: string) => source.has(column) && !isLeft(column)
    return {
      maskedAtSource: (lineage.outputs ?? []).filter(({ sources }) => sources.some(isAtSource)).length,
      relations: [...lineage.relations, ...unmasked].filter((relation) => inResults.has(relation)),
      outputs:
        lineage.outputs?.map(({ sources, direct }) => ({ sources: sources.filter(isLeft), direct })) ?? null,
      writes:
        lineage.writes?.map(({ target, sources }) => ({ target, sources: sources.filter(isLeft) })) ??
        (inResults.size > 0 ? null : []),
    }
  }

  /** Does it put masks, which it read in place of values, into a table? */
  writesMasks(stored: StoredColumns, lineage: Lineage): boolean {
    const { source } = this.maskedColumns(stored)
    if (!source) return false
    if (lineage.writes === null) return this.reachesMasked(stored, lineage)
    return lineage.writes.some(({ sources }) => sources.some((column) => source.has(column)))
  }

  /** The columns whose tokens may be compared, with their rules; the same object while nothing changes. Null: none. */
  tokens(stored: StoredColumns): MaskedColumns['tokens'] {
    return this.maskedColumns(stored).tokens
  }

  /** The rule by which each `schema.table.column` is masked. */
  masks(stored: StoredColumns): MaskedColumns['rules'] {
    return this.maskedColumns(stored).rules
  }

  /** What a token of a column may stand for; none: it is no token of its class. */
  detokenise(value: Uint8Array, column: Column, { dataClass, settings }: ColumnMask): readonly Uint8Array[] {
    return detokeniseValue(value, column, dataClass, this.key, settings?.keyVersion)
  }

  /** The same for the elements of an array; null: one of them may stand for several. */
  detokeniseArray(
    value: Uint8Array,
    element: Column,
    { dataClass, settings }: ColumnMask,
  ): Uint8Array | null {
    return detokeniseArray(value, element, dataClass, this.key, settings?.keyVersion)
  }

  /** Whether a value that is to be stored is what the client sees of the column. */
  isMask(value: Uint8Array, column: Column, mask: ColumnMask, replaces: boolean): boolean {
    return isMask(value, column, mask, this.key, replaces)
  }

  /** Refuses comparisons of real values beyond what the columns' rules allow in a session. */
  refuseComparing(stored: StoredColumns, compared: readonly ComparedValue[]): SallyportError | null {
    const { rules } = this.maskedColumns(stored)
    return this.comparisons.refuse(compared, (column) => rules.get(column)?.settings?.comparisons)
  }

  cell(value: Uint8Array, { column, mask }: ColumnPlan): Uint8Array | null {
    return mask ? maskCell(value, column, mask, this.key) : maskContent(value, column, this.detection)
  }

  /** Masks by content: errors, notices, COPY lines. */
  text(text: string): string {
    return maskText(text, this.activeDetection())
  }

  content(value: Uint8Array, column: Column): Uint8Array {
    return maskContent(value, column, this.activeDetection())
  }

  /** How one field of what is no table is masked, by its path, such as `crm.get_customer.address.street`; null: by its content only. */
  field(path: string): ColumnMask | null {
    this.refresh()
    if (this.exempt.some((glob) => matchesGlob(glob, path))) return null
    const found = this.rules.find(({ columns }) => columns.some((glob) => matchesGlob(glob, path)))
    return found
      ? {
          operator: found.operator,
          dataClass: found.dataClass,
          ...(found.settings && { settings: found.settings }),
        }
      : null
  }

  /** The mask of one value by a rule that names its field. */
  fieldValue(value: Uint8Array, typeOid: number, mask: ColumnMask): Uint8Array | null {
    return maskCell(value, { typeOid, typeModifier: -1, format: 0 }, mask, this.key)
  }

  /** Is anything masked for this client on this connection at all? */
  get isActive(): boolean {
    this.refresh()
    return this.rules.length > 0
  }

  activeDetection(): Detection {
    this.refresh()
    return this.detection
  }

  /** By its name alone: what is about to be made is not stored yet. */
  private isMasked(column: string): boolean {
    return this.rules.some(({ columns }) => columns.some((glob) => matchesGlob(glob, column)))
  }

  /** A relation that is not known was made of masks, where all that is masked is masked at its source. */
  private hasResultMasks(stored: StoredColumns): boolean {
    const { rules, source } = this.maskedColumns(stored)
    return rules.size > (source?.size ?? 0)
  }

  /** `source`: `schema.table.column` */
  private isExempt({ database }: StoredColumns, source: string): boolean {
    return this.exempt.some((glob) => matchesGlob(glob, `${database}.${source}`))
  }

  private maskedColumns(stored: StoredColumns): MaskedColumns {
    this.refresh()
    if (this.known?.of !== stored)
      this.known = readMaskedColumns(this.rules, stored, (source) => this.isExempt(stored, source))
    return this.known
  }

  private refresh(): void {
    const { version, maskingRules, exemptions = [] } = this.policy.current()
    const now = Date.now()
    if (version === this.version && now < this.exemptUntil) return
    const own = exemptions.filter(
      ({ identityId, connection, until }) =>
        identityId === this.identity.id && connection === this.connection && now < until,
    )
    this.exempt = own.flatMap(({ columns }) => columns)
    this.exemptUntil = Math.min(Number.POSITIVE_INFINITY, ...own.map(({ until }) => until))
    this.rules = maskingRules.filter(
      ({ connections, groups }) =>
        (connections.length === 0 || connections.some((glob) => matchesGlob(glob, this.connection))) &&
        (groups.length === 0 || groups.some((group) => this.identity.groups.includes(group))),
    )
    this.detection = compileDetection(
      this.rules.flatMap(({ detectors }) => detectors),
      this.rules.flatMap(({ customDetectors }) => customDetectors ?? []),
    )
    this.known = null
    this.version = version
  }
}
