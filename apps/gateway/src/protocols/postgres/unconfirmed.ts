import type { AnalysedStatement, Redefined } from '@sallyport/sql'
import { nameInTarget } from './names'

const ANYTHING = '*'
/** A session that defines more than this at once is taken to have defined anything. */
const MAX_NAMES = 10_000

/**
 * What was defined and cannot be read in the catalogue yet, since it is not committed or somebody's lock is in the way.
 * What uses it is `unknown`, not what the catalogue says of the one before.
 */
export class Unconfirmed {
  private readonly names = new Set<string>()
  private isAnything = false

  get isEmpty(): boolean {
    return !this.isAnything && this.names.size === 0
  }

  add(redefined: Redefined): void {
    if (redefined === 'anything') this.isAnything = true
    else for (const name of redefined) this.names.add(keyOf(name))
    if (this.names.size > MAX_NAMES) this.isAnything = true
  }

  addAll(other: Unconfirmed): void {
    this.isAnything ||= other.isAnything
    for (const name of other.names) this.add([name])
  }

  clear(): void {
    this.isAnything = false
    this.names.clear()
  }

  /**
   * A name by which the statement may use something of this, or null. It is looked for in its text, in what it was found
   * to reach and in the texts of functions that it sets off: those find what they name when they run.
   */
  usedBy(text: string, { kind, operations, definitions, relations }: AnalysedStatement): string | null {
    if (this.isEmpty || (!this.isAnything && RUNS_NOTHING.has(kind))) return null
    if (operations.every(({ verb }) => verb === 'session') && !USES_FUNCTIONS.test(text)) return null
    if (this.isAnything || ESCAPED_NAME.test(text)) return ANYTHING
    const reached = definitions.flatMap((definition) => [
      ...('name' in definition ? [definition.name] : []),
      ...('function' in definition ? [lastPart(definition.function)] : []),
      ...('functions' in definition ? (definition.functions ?? []).map(lastPart) : []),
      ...('body' in definition && definition.body ? wordsOf(definition.body) : []),
    ])
    const touched = [...relations.map(lastPart), ...operations.map(({ resource }) => lastPart(resource))]
    const used = [...wordsOf(text), ...reached, ...touched]
    return used.find((name) => this.names.has(keyOf(name))) ?? null
  }
}

/** What they name, they do not use yet; what comes to use it by them is in `Redefined`. */
const RUNS_NOTHING = new Set(
  `AlterFunctionStmt AlterObjectSchemaStmt AlterOwnerStmt AlterPolicyStmt CommentStmt CreateFunctionStmt CreatePolicyStmt
  CreateSeqStmt CreateTrigStmt DefineStmt DropStmt GrantStmt RenameStmt RuleStmt SecLabelStmt ViewStmt`.split(
    /\s+/,
  ),
)
/** `U&"\0066"` names without showing the name. */
const ESCAPED_NAME = /u&["']/i
/** FETCH and MOVE run what their cursor computes; a `select now()` calls what may be another `now` by then. */
const USES_FUNCTIONS = /\b(fetch|move|select|values)\b/i

/** Every identifier of a text, those in its strings and comments too. */
export function wordsOf(text: string): readonly string[] {
  return Array.from(
    text.matchAll(/"((?:[^"]|"")+)"|[\p{L}_\u0080-\uffff][\w$\u0080-\uffff]*/gu),
    ([word, quoted]) => (quoted === undefined ? word : quoted.replaceAll('""', '"')),
  )
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1).replaceAll('%2E', '.')
}

/** Upper and lower case are one here, which only finds more. */
function keyOf(name: string): string {
  return nameInTarget(name.toLowerCase())
}
