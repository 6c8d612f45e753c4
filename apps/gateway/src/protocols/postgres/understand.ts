import { createHash } from 'node:crypto'
import { type Operation, SallyportError } from '@sallyport/core'
import { type AnalysedStatement, analyse } from '@sallyport/sql'
import type { Lineage } from '../../session/masker'
import type { Parameter, Statement } from '../../session/statement'
import type { Conversation } from './conversation'

/** A text, understood: what it does, and where the rows of each of its statements come from. */
export interface Understood {
  readonly text: string
  readonly operations: readonly Operation[]
  readonly lineages: readonly Lineage[]
  readonly changesCatalogue: boolean
}

const MAX_REMEMBERED = 10_000

/**
 * Understands this session's statements. Names that SQL itself gives (PREPARE, DECLARE) are remembered for good:
 * whether the target still has what a name once stood for cannot be told, so a use of it counts as all of them.
 */
export class Understanding {
  private readonly conversation: Conversation
  /** By name, every text that was seen under it. */
  private readonly named = new Map<string, Map<string, AnalysedStatement>>()
  private settings = createHash('sha256')
  private settingsDigest = ''

  constructor(conversation: Conversation) {
    this.conversation = conversation
  }

  /** Throws SYNTAX_ERROR when PostgreSQL's grammar refuses the text. */
  async understand(text: string): Promise<Understood> {
    await this.conversation.refreshCatalogue()
    let { statements } = analyse(text, this.conversation.catalogue)
    if (this.namesUnknownRelation(statements)) {
      await this.conversation.refreshCatalogue(true)
      statements = analyse(text, this.conversation.catalogue).statements
    }
    let shown = text
    const resolved = statements.map((statement) => {
      const { reference } = statement
      if (reference?.kind === 'prepare' || reference?.kind === 'declare') this.remember(statement, text)
      if (reference?.kind !== 'execute' && reference?.kind !== 'fetch') return statement
      if (reference.kind === 'execute') shown += this.preparedBy(reference.name)
      return this.recall(statement, reference.kind, reference.name)
    })
    const operations = resolved.flatMap((statement) => statement.operations)
    return {
      text: shown,
      operations: operations.length > 0 ? operations : [EMPTY],
      lineages: resolved.map(({ relations, outputs }) => ({ relations, outputs })),
      changesCatalogue: operations.some(({ verb }) => CHANGES_CATALOGUE.has(verb)),
    }
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

  private remember(statement: AnalysedStatement, text: string): void {
    const { reference } = statement
    if (!reference) return
    if (this.named.size >= MAX_REMEMBERED) {
      throw new SallyportError('LIMIT_EXCEEDED', 'too many prepared statements and cursors in one session')
    }
    const key = keyOf(reference.kind, reference.name)
    this.named.set(key, (this.named.get(key) ?? new Map()).set(text, statement))
  }

  /** An approver must see what EXECUTE runs, not only its name. */
  private preparedBy(name: string): string {
    const texts = [...(this.named.get(keyOf('execute', name))?.keys() ?? [])]
    return texts.map((text) => `\n-- ${name} was prepared by: ${text.replaceAll('\n', '\n--   ')}`).join('')
  }

  private recall(statement: AnalysedStatement, kind: 'execute' | 'fetch', name: string): AnalysedStatement {
    const known = [...(this.named.get(keyOf(kind, name))?.values() ?? [])]
    const [only] = known
    if (!only) return { ...statement, outputs: null, relations: this.everything() }
    const operations = kind === 'fetch' ? statement.operations : known.flatMap((each) => each.operations)
    if (known.length === 1) return { ...only, operations }
    return { ...only, operations, outputs: null, relations: known.flatMap((each) => each.relations) }
  }

  /** A cursor that we did not see being opened may read anything. */
  private everything(): string[] {
    return [...this.conversation.catalogue.names]
  }

  private namesUnknownRelation(statements: readonly AnalysedStatement[]): boolean {
    const { names } = this.conversation.catalogue
    return statements.some((statement) => statement.relations.some((relation) => !names.has(relation)))
  }
}

const EMPTY: Operation = { verb: 'session', resource: 'empty', conditions: [] }
const CHANGES_CATALOGUE = new Set(['define', 'drop', 'unknown', 'admin', 'execute'])

/** PREPARE and EXECUTE share their names; DECLARE and FETCH theirs. */
function keyOf(kind: string, name: string): string {
  return `${kind === 'prepare' || kind === 'execute' ? 'statement' : 'cursor'} ${name}`
}
