import { createHash } from 'node:crypto'
import type { Operation } from '@sallyport/core'
import { type AnalysedStatement, analyse } from '@sallyport/sql'
import type { Lineage } from '../../session/masker'
import type { Parameter, Statement } from '../../session/statement'
import type { TargetCatalogue } from './catalogue'
import type { Conversation } from './conversation'
import { nameInTarget } from './names'

type Reference = NonNullable<AnalysedStatement['reference']>

/** A text, understood: what it does, and where the rows of each of its statements come from. */
export interface Understood {
  /** As an approver reads it: with what an EXECUTE in it runs. */
  readonly text: string
  /** As the client sent it. */
  readonly source: string
  readonly operations: readonly Operation[]
  readonly lineages: readonly Lineage[]
  /** Which of them are COPY TO. */
  readonly copies: readonly boolean[]
  /** The prepared statements and cursors that it makes, uses or takes away. */
  readonly references: readonly Reference[]
  /** What it was understood by. */
  readonly catalogue: TargetCatalogue
}

/** A text that a name stood for, and which of its statements. */
interface Meaning {
  readonly text: string
  readonly index: number
  readonly statement: AnalysedStatement
}

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

  /** Throws SYNTAX_ERROR when PostgreSQL's grammar refuses the text. */
  async understand(text: string): Promise<Understood> {
    const { conversation } = this
    await conversation.refreshCatalogue()
    let { statements } = analyse(text, conversation.catalogue)
    if (statements.some((statement) => this.isAboutUnknown(statement))) {
      await conversation.refreshCatalogue(true)
      statements = analyse(text, conversation.catalogue).statements
    }
    let shown = text
    let isUncertain = conversation.isCatalogueUncertain
    const resolved = statements.map((statement, index) => {
      const { reference } = statement
      if (reference?.kind === 'prepare' || reference?.kind === 'declare') {
        this.remember(reference.kind, reference.name, { text, index, statement })
      }
      if (reference?.kind === 'execute') shown += this.preparedBy(reference.name)
      const isTold = !isUncertain && !this.isAboutUnknown(statement) && !readsAnything(statement)
      const told = isTold ? statement : this.untold(statement)
      const isByName = reference?.kind === 'execute' || reference?.kind === 'fetch'
      const read = isByName ? this.recall(told, reference.kind, reference.name) : told
      isUncertain ||= isDefinition(read.operations)
      return read
    })
    const operations = resolved.flatMap((statement) => statement.operations)
    return {
      text: shown,
      source: text,
      operations: operations.length > 0 ? operations : [EMPTY],
      lineages: resolved.map(({ relations, outputs, writes }) => ({ relations, outputs, writes })),
      copies: statements.map(({ operations: each }) => each.some(({ verb }) => verb === 'copy-out')),
      references: statements.flatMap(({ reference }) => reference ?? []),
      catalogue: conversation.catalogue,
    }
  }

  /** The same text by what is known now: definitions change, and so does what names stand for. */
  async renew(understood: Understood): Promise<Understood> {
    await this.conversation.refreshCatalogue()
    const isSame = understood.catalogue === this.conversation.catalogue && !usesNames(understood)
    if (isSame && !this.conversation.isCatalogueUncertain) return understood
    return this.understand(understood.source)
  }

  /** What is decided: the text with its parameters, and everything that changes what it means. */
  statement(understood: Understood, parameters: readonly Parameter[] = []): Statement {
    const { text, operations } = understood
    const reported = [...this.conversation.parameters].sort(([left], [right]) => (left < right ? -1 : 1))
    return { text, parameters, operations, context: [...reported, ['settings', this.settingsDigest]] }
  }

  /** A statement that changes settings is on its way: what comes after it is no longer the same request. */
  noteSettings({ text, operations }: Understood): void {
    if (!operations.some(({ verb }) => verb === 'configure')) return
    this.settings.update(`${text}\0`)
    this.settingsDigest = this.settings.copy().digest('hex')
  }

  /** Parse or Bind gives a name by which SQL can use the statement: `prepare` for EXECUTE, `declare` for FETCH. */
  noteName(kind: 'prepare' | 'declare', name: string, { source: text }: Understood): void {
    if (name === '') return // SQL cannot say the empty name
    const { statements } = analyse(text, this.conversation.catalogue)
    for (const [index, statement] of statements.entries())
      this.remember(kind, name, { text, index, statement })
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

  private recall(statement: AnalysedStatement, kind: Reference['kind'], name: string): AnalysedStatement {
    const known = this.meaningsOf(kind, name).flatMap((meaning) => this.readings(meaning))
    const [first] = known
    if (!first) return this.untold(statement)
    const isOne = known.every(({ outputs }) => JSON.stringify(outputs) === JSON.stringify(first.outputs))
    return {
      ...statement,
      operations: kind === 'fetch' ? statement.operations : known.flatMap(({ operations }) => operations),
      relations: known.flatMap(({ relations }) => relations),
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
  private readings({ text, index, statement }: Meaning): readonly AnalysedStatement[] {
    const { catalogue, isCatalogueUncertain } = this.conversation
    const now = analyse(text, catalogue).statements[index] ?? statement
    const readings = now === statement ? [statement] : [statement, now]
    return isCatalogueUncertain ? readings.map((reading) => this.untold(reading)) : readings
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

const EMPTY: Operation = { verb: 'session', resource: 'empty', conditions: [] }
const DEFINES = new Set(['define', 'drop', 'unknown'])
const READS = new Set(['read', 'copy-out', 'execute', 'admin', 'unknown'])

/** PREPARE and EXECUTE share their names; DECLARE and FETCH theirs. */
function keyOf(kind: Reference['kind'], name: string): string {
  return `${kind === 'prepare' || kind === 'execute' ? 'statement' : 'cursor'} ${nameInTarget(name)}`
}
