import { createHash } from 'node:crypto'
import { type ErrorCode, type MaskingRule, type Operation, SallyportError } from '@sallyport/core'
import type { RecordedMask } from '@sallyport/recording'
import {
  type AnalysedStatement,
  type Analysis,
  analyse,
  type Definition,
  LIMITS,
  notUnderstood,
  type Redefined,
} from '@sallyport/sql'
import { LARGE } from '../../analysis/analyst'
import { fingerprintOf } from '../../session/fingerprint'
import type { Lineage } from '../../session/masker'
import { allows } from '../../session/run'
import type { Parameter, Statement } from '../../session/statement'
import { type AtSource, readAtSource } from './at-source'
import type { TargetCatalogue } from './catalogue'
import type { Conversation } from './conversation'
import { deferredIn } from './deferred'
import { nameInTarget } from './names'

type Reference = NonNullable<AnalysedStatement['reference']>

/** A text, understood: what it does, and where the rows of each of its statements come from. */
export interface Understood {
  /** As an approver reads it: with what an EXECUTE in it runs. */
  readonly text: string
  /** As the client sent it. */
  readonly source: string
  readonly isUtf8: boolean
  /** Its statements as they were read, before it was known what names in them stand for. */
  readonly statements: readonly AnalysedStatement[]
  readonly operations: readonly Operation[]
  readonly lineages: readonly Lineage[]
  /** How it reads masked columns where that is masked at its source. */
  readonly atSource: AtSource
  /** What its results show masked, for the record. */
  readonly masks: readonly RecordedMask[]
  /** What of the catalogue decides all this. */
  readonly definitions: readonly Definition[]
  /** The masking rules that it was read by. */
  readonly rules: ReadonlyMap<string, MaskingRule>
  /** Which of them are COPY TO. */
  readonly copies: readonly boolean[]
  /** What of the catalogue each of its statements changes. */
  readonly redefines: readonly Redefined[]
  /** The prepared statements and cursors that it makes, uses or takes away. */
  readonly references: readonly Reference[]
  /** What it was understood by. */
  readonly catalogue: TargetCatalogue
}

/** A text that a name stood for, and which of its statements. */
interface Meaning {
  readonly text: string
  readonly isUtf8: boolean
  readonly index: number
  readonly statement: AnalysedStatement
  /** What it was rewritten by, when it got its name. */
  readonly sourceKey: string
}

/** The settings by which texts are read; the gateway begins each session at the target with them. */
export const READABLE = new Map([
  ['client_encoding', 'UTF8'],
  ['standard_conforming_strings', 'on'],
])

/** How often a text is read by another catalogue, when those before were out of date by then. */
const MAX_ROUNDS = 3

/** What one session may make us remember, in names and in characters. */
const MAX_REMEMBERED = 10_000
const MAX_REMEMBERED_CHARACTERS = 16 * 1024 * 1024

/**
 * Understands this session's statements. What SQL can name (PREPARE and DECLARE, but also what Parse and Bind
 * name, for EXECUTE and FETCH reach it) is remembered for good: whether the target still has what a name
 * once stood for cannot be told, so a use of it counts as all of them.
 */
export class Understanding {
  private readonly conversation: Conversation
  /** By name, every meaning that was seen under it. */
  private readonly named = new Map<string, Map<string, Meaning>>()
  private remembered = 0
  private settings = createHash('sha256')
  private settingsDigest = ''

  constructor(conversation: Conversation) {
    this.conversation = conversation
  }

  /** Throws SYNTAX_ERROR when PostgreSQL's grammar refuses the text, unless what is not understood is allowed. */
  async understand(text: string, isUtf8 = true): Promise<Understood> {
    const { conversation } = this
    const { statements, texts = [], unconfirmed, isUncertain: wasUncertain } = await this.read(text, isUtf8)
    let shown = text
    let isUncertain = wasUncertain
    const resolved: AnalysedStatement[] = []
    for (const [index, statement] of statements.entries()) {
      const { reference } = statement
      if (reference?.kind === 'prepare' || reference?.kind === 'declare') {
        const { sourceKey } = this
        this.remember(reference.kind, reference.name, { text, isUtf8, index, statement, sourceKey })
      }
      if (reference?.kind === 'execute') shown += this.preparedBy(reference.name)
      const isTold = !isUncertain && !this.isAboutUnknown(statement) && !readsAnything(statement)
      const told = isTold ? statement : this.untold(statement)
      const isByName = reference?.kind === 'execute' || reference?.kind === 'fetch'
      const read = isByName ? await this.recall(told, reference.kind, reference.name) : told
      const meant = isByName ? this.meaningsOf(reference.kind, reference.name) : []
      const own = [texts[index] ?? text, ...meant.map((meaning) => meaning.text)].join('\n')
      const used = unconfirmed.usedBy(own, read) ?? this.changesDeferred(read, statements.length)
      const judged = withUnconfirmed(read, used, conversation.catalogue)
      unconfirmed.add(judged.redefines)
      isUncertain ||= isDefinition(judged.operations)
      resolved.push(judged)
    }
    const operations = resolved.flatMap((statement) => statement.operations)
    const traced = resolved.map(({ relations, outputs, writes }) => ({ relations, outputs, writes }))
    const atSource = readAtSource(text, isUtf8, resolved, traced, conversation)
    return {
      text: shown,
      source: text,
      isUtf8,
      statements,
      operations: operations.length > 0 ? operations : [EMPTY],
      lineages: atSource.lineages,
      atSource,
      masks: traced.flatMap((lineage, index) =>
        conversation.masker.masksOf(conversation.catalogue, lineage, index),
      ),
      definitions: resolved.flatMap((statement) => statement.definitions),
      rules: conversation.masker.masks(conversation.catalogue),
      redefines: resolved.map(({ redefines }) => redefines),
      copies: statements.map(({ operations: each }) => each.some(({ verb }) => verb === 'copy-out')),
      references: statements.flatMap(({ reference }) => reference ?? []),
      catalogue: conversation.catalogue,
    }
  }

  /** Reads a text by a catalogue that is still good when it was read: a large text takes its time. */
  private async read(text: string, isUtf8: boolean) {
    const { conversation } = this
    for (let round = 0; round < MAX_ROUNDS; round++) {
      await conversation.refreshCatalogue()
      const isUncertain = conversation.isCatalogueUncertain
      const unconfirmed = conversation.unconfirmed()
      let analysis = await this.analyse(text, isUtf8)
      if (analysis.statements.some((statement) => this.isAboutUnknown(statement))) {
        await conversation.refreshCatalogue(true)
        analysis = await this.analyse(text, isUtf8)
      }
      unconfirmed.addAll(conversation.unconfirmed())
      if (isUncertain || conversation.isCatalogueUncertain || !conversation.hasCatalogueChanged)
        return { ...analysis, unconfirmed, isUncertain: isUncertain || conversation.isCatalogueUncertain }
    }
    const analysis = notUnderstood('catalogue-changes', conversation.catalogue)
    return { ...analysis, unconfirmed: conversation.unconfirmed(), isUncertain: true }
  }

  /** The same text by what is known now: definitions change, and so does what names stand for. */
  async renew(understood: Understood): Promise<Understood> {
    await this.conversation.refreshCatalogue()
    const { catalogue, masker } = this.conversation
    const isSame =
      understood.catalogue === catalogue &&
      understood.atSource.masks === masker.atSource(catalogue) &&
      understood.rules === masker.masks(catalogue) &&
      !usesNames(understood)
    if (isSame && !this.conversation.isCatalogueUncertain) return understood
    return this.understand(understood.source, understood.isUtf8)
  }

  /** What is decided: the text with its parameters, and everything that changes what it means. */
  statement(understood: Understood, parameters: readonly Parameter[] = []): Statement {
    const { text, operations, masks } = understood
    return { text, parameters, operations, context: this.context(understood), masks }
  }

  /**
   * The settings that the target reports, those that were set, whether a transaction is open, and how that is defined
   * which decides what the statement does.
   */
  private context({ definitions }: Understood): Statement['context'] {
    const { parameters, transactionStatus } = this.conversation
    const reported = [...parameters].sort(([left], [right]) => (left < right ? -1 : 1))
    return [
      ...reported,
      ['settings', this.settingsDigest],
      ['transaction', transactionStatus],
      ['definitions', fingerprintOf(definitions)],
    ]
  }

  /** The same as it is at this moment: the catalogue is read again, for others may have changed it since. */
  async statementNow({ source, isUtf8 }: Understood, parameters: readonly Parameter[]): Promise<Statement> {
    await this.conversation.rereadCatalogue()
    return this.statement(await this.understand(source, isUtf8), parameters)
  }

  /**
   * A statement that changes settings is on its way, or one that defines something, which others cannot see before it
   * is committed: what comes after it is no longer the same request.
   */
  noteSettings({ text, operations }: Understood): void {
    if (!operations.some(({ verb }) => verb === 'configure') && !isDefinition(operations)) return
    this.settings.update(`${text}\0`)
    this.settingsDigest = this.settings.copy().digest('hex')
  }

  /** Parse or Bind gives a name by which SQL can use the statement: `prepare` for EXECUTE, `declare` for FETCH. */
  noteName(
    kind: 'prepare' | 'declare',
    name: string,
    { source: text, isUtf8, statements }: Understood,
  ): void {
    if (name === '') return // SQL cannot say the empty name
    for (const [index, statement] of statements.entries())
      this.remember(kind, name, { text, isUtf8, index, statement, sourceKey: this.sourceKey })
  }

  /**
   * A portal was decided when it was bound, but its functions are looked up when it runs: refuses one that this session
   * has defined otherwise in between, unless what is not understood is allowed.
   */
  refuseUnconfirmed({ source, statements, operations }: Understood): SallyportError | null {
    const { conversation } = this
    if (!conversation.isCatalogueUncertain || operations.some(({ verb }) => verb === 'unknown')) return null
    const unconfirmed = conversation.unconfirmed()
    const used = statements.map((each) => unconfirmed.usedBy(source, each))
    const name = used.find((each) => each !== null)
    if (name === undefined || allows(conversation.session, [unknownOf(name, conversation.catalogue)]))
      return null
    return new SallyportError('CONFLICT', `${name} was defined otherwise since the statement was bound`, {
      hint: 'Bind it again once the transaction is committed.',
    })
  }

  /**
   * A text that cannot be read goes to the target only where what is not understood is allowed outright: the
   * target may be of another version, and its own words say best what is wrong.
   */
  private async analyse(text: string, isUtf8: boolean): Promise<Analysis> {
    const { catalogue, session, analyst } = this.conversation
    try {
      this.requireReadable(isUtf8)
      const isLarge = text.length > LARGE && text.length <= LIMITS.length
      return isLarge ? await analyst.analyse(text, catalogue) : analyse(text, catalogue)
    } catch (error) {
      if (!(error instanceof SallyportError) || !UNREAD.has(error.code)) throw error
      const unread = notUnderstood('not-readable', catalogue)
      if (unread.statements.every(({ operations }) => allows(session, operations))) return unread
      throw error
    }
  }

  /** Only UTF-8 with standard strings is read as the target reads it. */
  private requireReadable(isUtf8: boolean): void {
    const { parameters } = this.conversation
    for (const [name, value] of READABLE) {
      const now = parameters.get(name)
      if (now === undefined || now === value) continue
      throw new SallyportError('INVALID_INPUT', `statements cannot be understood while ${name} is ${now}`, {
        hint: `SET ${name} TO ${value} needs a new connection.`,
      })
    }
    if (!isUtf8) throw new SallyportError('INVALID_ENCODING', 'invalid byte sequence for encoding "UTF8"')
  }

  private remember(kind: Reference['kind'], name: string, meaning: Meaning): void {
    if (this.isFull) return
    const key = keyOf(kind, name)
    const meanings = this.named.get(key) ?? new Map<string, Meaning>()
    const id = `${meaning.index} ${meaning.text}`
    if (!meanings.has(id)) this.remembered += meaning.text.length
    this.named.set(key, meanings.set(id, meaning))
  }

  /** From then on what a name stands for is not known, not even under one that was remembered before. */
  private get isFull(): boolean {
    return this.named.size >= MAX_REMEMBERED || this.remembered >= MAX_REMEMBERED_CHARACTERS
  }

  /** An approver must see what EXECUTE runs, not only its name. */
  private preparedBy(name: string): string {
    const texts = new Set(this.meaningsOf('execute', name).map(({ text }) => text))
    return [...texts]
      .map((text) => `\n-- ${name} was prepared by: ${text.replaceAll('\n', '\n--   ')}`)
      .join('')
  }

  private get sourceKey(): string {
    return this.conversation.masker.sourceKey(this.conversation.catalogue)
  }

  private async recall(
    statement: AnalysedStatement,
    kind: Reference['kind'],
    name: string,
  ): Promise<AnalysedStatement> {
    const meanings = this.meaningsOf(kind, name)
    // What it reads there was masked by other rules, or not at all.
    if (meanings.some(({ sourceKey }) => sourceKey !== this.sourceKey)) throw MASKS_CHANGED
    const known: AnalysedStatement[] = []
    for (const meaning of meanings) known.push(...(await this.readings(meaning)))
    const [first] = known
    if (!first) return this.untold(statement)
    const isOne = known.every(({ outputs }) => JSON.stringify(outputs) === JSON.stringify(first.outputs))
    return {
      ...statement,
      operations: kind === 'fetch' ? statement.operations : known.flatMap(({ operations }) => operations),
      relations: known.flatMap(({ relations }) => relations),
      definitions: known.flatMap(({ definitions }) => definitions),
      redefines: together(known.map(({ redefines }) => redefines)),
      outputs: isOne ? first.outputs : null,
      writes: known.every(({ writes }) => writes !== null)
        ? known.flatMap(({ writes }) => writes ?? [])
        : null,
    }
  }

  private meaningsOf(kind: Reference['kind'], name: string): readonly Meaning[] {
    return this.isFull ? [] : [...(this.named.get(keyOf(kind, name))?.values() ?? [])]
  }

  /** As it was understood when it got its name, and as it would be now: a view may have become another since. */
  private async readings({ text, isUtf8, index, statement }: Meaning): Promise<readonly AnalysedStatement[]> {
    const now = (await this.analyse(text, isUtf8)).statements[index] ?? statement
    const { isCatalogueUncertain } = this.conversation
    const readings = now === statement ? [statement] : [statement, now]
    return isCatalogueUncertain ? readings.map((reading) => this.untold(reading)) : readings
  }

  /**
   * A name that it changes and that a deferred trigger may run at the end of a transaction which has begun already: rows
   * that wait for it may have been written.
   */
  private changesDeferred({ redefines, operations }: AnalysedStatement, count: number): string | null {
    const { conversation } = this
    if (redefines.length === 0) return null
    if (count === 1 && conversation.transactionStatus === 'I' && conversation.pending.isEmpty) return null
    const deferred = deferredIn(conversation.catalogue)
    if (redefines === 'anything') {
      // a type, a cast or an operator is no function; what is done inside of something may be
      const isHidden = operations.some(
        ({ verb, via }) => verb === 'admin' || (via !== undefined && DEFINES.has(verb)),
      )
      return isHidden && deferred.size > 0 ? '*' : null
    }
    return redefines.find((name) => deferred.has(name.toLowerCase())) ?? null
  }

  /** What cannot be told may be anything that is read there. */
  private untold(statement: AnalysedStatement): AnalysedStatement {
    if (statement.outputs?.length === 0 && !statement.operations.some(({ verb }) => READS.has(verb))) {
      return statement
    }
    const writes = statement.writes?.length === 0 ? [] : null
    return { ...statement, outputs: null, writes, relations: [...this.conversation.catalogue.names] }
  }

  private isAboutUnknown({ relations }: AnalysedStatement): boolean {
    const { names } = this.conversation.catalogue
    return relations.some((relation) => !names.has(relation))
  }
}

/** Whether it defines or drops something, so that what names stand for changes. */
export function isDefinition(operations: readonly Operation[]): boolean {
  return operations.some(({ verb }) => DEFINES.has(verb))
}

/** Whether it calls what may do so unseen. */
export function mayDefine(operations: readonly Operation[]): boolean {
  return operations.some(({ verb }) => verb === 'execute' || verb === 'admin')
}

/** What it runs or returns is decided by what a name stands for when it runs. */
export function usesNames({ references }: Understood): boolean {
  return references.some(({ kind }) => kind === 'execute' || kind === 'fetch')
}

/** Such as the samples that pg_stats holds, or a function that runs SQL of its own. */
function readsAnything({ operations, outputs }: AnalysedStatement): boolean {
  return outputs === null && operations.some(({ verb }) => verb === 'admin')
}

/** What one redefines or another does. */
function together(all: readonly Redefined[]): Redefined {
  return all.includes('anything') ? 'anything' : all.flat()
}

/** The catalogue does not say yet what it uses. */
function withUnconfirmed(
  statement: AnalysedStatement,
  name: string | null,
  catalogue: TargetCatalogue,
): AnalysedStatement {
  if (name === null) return statement
  return {
    ...statement,
    operations: [...statement.operations, unknownOf(name, catalogue)],
    redefines: 'anything',
  }
}

function unknownOf(name: string, { database }: TargetCatalogue): Operation {
  return {
    verb: 'unknown',
    resource: `${database}.uncommitted.${name.replaceAll('.', '%2E')}`,
    conditions: [],
  }
}

const MASKS_CHANGED = new SallyportError(
  'CONFLICT',
  'what is masked has changed since the statement was prepared or the cursor declared',
  { hint: 'DEALLOCATE or CLOSE it, and make it again.' },
)
const UNREAD: ReadonlySet<ErrorCode> = new Set(['SYNTAX_ERROR', 'INVALID_INPUT', 'INVALID_ENCODING'])
const EMPTY: Operation = { verb: 'session', resource: 'empty', conditions: [] }
const DEFINES = new Set(['define', 'drop', 'unknown'])
const READS = new Set(['read', 'copy-out', 'execute', 'admin', 'unknown'])

/** PREPARE and EXECUTE share their names; DECLARE and FETCH theirs. */
function keyOf(kind: Reference['kind'], name: string): string {
  return `${kind === 'prepare' || kind === 'execute' ? 'statement' : 'cursor'} ${nameInTarget(name)}`
}
