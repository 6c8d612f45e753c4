import type {
  ColumnRef,
  CommonTableExpr,
  CopyStmt,
  FuncCall,
  Node,
  RangeTableSample,
  RangeVar,
  SelectStmt,
  WithClause,
} from '@pgsql/types'
import type { Relation } from '../catalogue'
import { plainName } from '../names'
import { as, isObject, kindOf, words } from '../tree'
import { assertTargetUnread } from './change-reader'
import { type Comparison, comparisonsOf } from './comparisons'
import { assertDefinition } from './definitions'
import type { Guard, Masking } from './guard'
import { Refused } from './masks'
import { assertSetting } from './search-path'
import { assertUnusedName } from './unused-name'

/** One mention of a relation that is to be read through a sub-select. */
export interface Splice {
  readonly range: RangeVar
  readonly sample: RangeTableSample | null
  readonly relation: Relation
  readonly masking: Masking
  /** Conditions that are met inside of the sub-select, over the real values. */
  readonly comparisons: readonly Comparison[]
}

interface Options {
  /** Collects the functions that are called in place of judging them. */
  readonly calls?: (readonly string[])[]
  /** The text of the message, for the parser of PL/pgSQL. */
  readonly text?: string
}

interface Ctes {
  readonly names: Set<string>
  readonly outer: Ctes | null
}

const CHANGES = ['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt'] as const

/** Finds every place of a statement where masked values would be read, and refuses those that cannot be rewritten. */
export class StatementReader {
  readonly guard: Guard
  readonly splices: Splice[] = []
  readonly copies: { readonly copy: CopyStmt; readonly relation: Relation; readonly masking: Masking }[] = []
  readonly references: ColumnRef[] = []
  /** Relations with masked columns that the statement changes. */
  readonly targets: Relation[] = []
  readonly calls: (readonly string[])[] | null
  readonly text: string
  #ctes: Ctes | null = null
  #depth = 0
  /** Of the query that is read; none where its parameters or its moment are not known. */
  #comparisons: readonly Comparison[] = []
  #mayCompare = true

  constructor(guard: Guard, { calls, text }: Options = {}) {
    this.guard = guard
    this.calls = calls ?? null
    this.text = text ?? ''
  }

  get isBody(): boolean {
    return this.calls !== null
  }

  /** A whole statement. */
  read(statement: Node): void {
    const kind = kindOf(statement)
    const inner = as('ExplainStmt', statement)?.query ?? as('DeclareCursorStmt', statement)?.query
    if (inner) return this.read(inner)
    const prepared = as('PrepareStmt', statement)?.query
    if (prepared)
      return this.isBody ? this.#refuseKind(kind) : this.#withoutComparing(() => this.read(prepared))
    const copy = as('CopyStmt', statement)
    if (copy) return this.#readCopy(copy)
    const created = as('CreateTableAsStmt', statement)
    if (created?.query) {
      this.#assertNewName(created.into?.rel)
      return this.read(created.query)
    }
    const view = as('ViewStmt', statement)
    if (view?.query) {
      this.#assertNewName(view.view)
      if (view.view && this.guard.isGuarded(view.view)) this.#refuseDefinition(view.view)
      const before = this.splices.length
      this.#withoutComparing(() => view.query && this.read(view.query))
      if (this.splices.length > before && view.view?.relpersistence !== 't')
        throw new Refused(
          'a view over masked columns would show masks to everybody',
          'Make it with CREATE TEMPORARY VIEW, or keep a masked copy with CREATE TABLE AS.',
        )
      return
    }
    if (kind === 'SelectStmt' || CHANGES.some((each) => each === kind)) return this.visit(statement)
    if (this.isBody && !ALLOWED_IN_BODIES.has(kind)) return this.#refuseKind(kind)
    assertDefinition(statement, this)
  }

  readExpression(part: unknown): void {
    this.visit(part)
  }

  /** Any part of a tree. Relations may stand only where they are read or changed by a query. */
  visit(part: unknown): void {
    if (Array.isArray(part)) {
      for (const each of part) this.visit(each)
      return
    }
    if (!isObject(part)) return
    const node = part as Node
    const select = as('SelectStmt', node)
    if (select) return this.#readSelect(select)
    if (CHANGES.some((kind) => kind in node)) return this.#readChange(node)
    const range = as('RangeVar', node)
    if (range) return this.#readStray(range)
    if (typeof part['relname'] === 'string') return this.#readStray(part as RangeVar)
    this.#check(part)
    for (const key in part) {
      const value = part[key]
      if (key !== 'lockedRels' && typeof value === 'object') this.visit(value)
    }
  }

  /** Where FROM, USING and their like take rows. */
  visitFrom(node: Node, sample: RangeTableSample | null = null): void {
    const range = as('RangeVar', node)
    if (range) return this.#readRelation(range, sample)
    const join = as('JoinExpr', node)
    if (join) {
      if (join.larg) this.visitFrom(join.larg)
      if (join.rarg) this.visitFrom(join.rarg)
      return this.visit(join.quals)
    }
    const sampled = as('RangeTableSample', node)
    if (sampled?.relation) {
      this.#assertSampling(sampled.method)
      const before = this.splices.length
      this.visit([sampled.args, sampled.repeatable])
      if (this.splices.length > before)
        throw new Refused(
          'TABLESAMPLE cannot be computed from masked columns here',
          'Give TABLESAMPLE constants.',
        )
      return this.visitFrom(sampled.relation, sampled)
    }
    this.visit(node)
  }

  /** What the relation reads as, or null when the name is that of a WITH query. */
  resolve(range: RangeVar): { readonly relation: Relation; readonly masking: Masking } | null {
    if (this.#isCte(range)) return null
    if (range.schemaname?.startsWith('pg_toast'))
      throw new Refused(
        `${range.schemaname} holds stored values`,
        'Ask the table itself: its masked columns can be read masked.',
      )
    const candidates = this.guard.candidates(range)
    const read = candidates.map((relation) => ({ relation, masking: this.guard.masking(relation) }))
    const guarded = read.filter(({ masking }) => masking.kind !== 'plain')
    const [first] = guarded
    if (!first) return null
    const name = plainName(first.relation.schema, first.relation.name)
    if (first.masking.kind === 'closed') {
      throw new Refused(`${name} cannot be read here: ${first.masking.why}`, first.masking.instead)
    }
    if (read.length > 1 && !read.every((each) => isAlike(each, first))) {
      const all = read.map(({ relation }) => plainName(relation.schema, relation.name)).join(' or ')
      throw new Refused(
        `"${range.relname}" may be ${all}, of which one has masked columns`,
        `Write the schema, as in ${name}.`,
      )
    }
    return first
  }

  #readRelation(range: RangeVar, sample: RangeTableSample | null): void {
    const found = this.resolve(range)
    if (!found) return
    if (sample && found.masking.kind === 'view')
      throw new Refused('TABLESAMPLE can only be applied to tables', 'Leave it out.')
    const { relation, masking } = found
    const comparisons =
      masking.kind === 'columns' && !sample
        ? this.#comparisons.filter(
            (each) =>
              each.range === range &&
              masking.masks.has(each.column) &&
              this.guard.masks.comparable?.has(`${plainName(relation.schema, relation.name)}.${each.column}`),
          )
        : []
    this.splices.push({ range, sample, comparisons, ...found })
  }

  /** What runs later, with values that are not in the text, compares masks. */
  #withoutComparing(inside: () => void): void {
    const before = this.#mayCompare
    this.#mayCompare = false
    inside()
    this.#mayCompare = before
  }

  /** A relation that is neither read nor changed by a query: in a definition or somewhere unforeseen. */
  #readStray(range: RangeVar): void {
    if (!this.guard.isGuarded(range) || this.#isCte(range)) return
    const name = [range.schemaname, range.relname].filter(Boolean).join('.')
    throw new Refused(
      `${name} has masked columns, and cannot be used like this`,
      'Read it with SELECT, or ask for an exemption from its masking rule.',
    )
  }

  #refuseDefinition(range: RangeVar): never {
    throw new Refused(
      `${range.relname} shows masked columns: its definition cannot be changed here`,
      'Ask for an exemption from its masking rule.',
    )
  }

  #refuseKind(kind: string): never {
    throw new Refused(`a function that runs ${kind} cannot be checked`, 'Write it without.')
  }

  #assertNewName(range: RangeVar | undefined): void {
    if (range?.relname) this.assertNewName(range.relname)
  }

  /** Another relation of a masked one's name, or of a type's, could be taken for it. */
  assertNewName(name: string): void {
    assertUnusedName(name, this.guard)
  }

  #readSelect(select: SelectStmt): void {
    this.#within(select.withClause, () => {
      const { withClause: _, larg, rarg, fromClause = [], lockingClause: __, intoClause, ...rest } = select
      if (larg) this.#readSelect(larg)
      if (rarg) this.#readSelect(rarg)
      this.#assertNewName(intoClause?.rel)
      const outer = this.#comparisons
      this.#comparisons =
        this.#mayCompare && !this.isBody && this.guard.masks.comparable ? comparisonsOf(select) : []
      for (const item of fromClause) this.visitFrom(item)
      this.#comparisons = outer
      this.visit(rest)
    })
  }

  #readChange(node: Node): void {
    const change = Object.values(node)[0] as {
      readonly withClause?: WithClause
      readonly relation?: RangeVar
      readonly fromClause?: readonly Node[]
      readonly usingClause?: readonly Node[]
      readonly sourceRelation?: Node
    }
    const isInner = this.#depth > 0
    this.#within(change.withClause, () => {
      const { withClause: _, relation = {}, fromClause, usingClause, sourceRelation, ...rest } = change
      const target = this.#resolveTarget(relation)
      const others = [
        ...(fromClause ?? []),
        ...(usingClause ?? []),
        ...(sourceRelation ? [sourceRelation] : []),
      ]
      for (const item of others) this.visitFrom(item)
      this.visit(rest)
      if (!target) return
      this.targets.push(target)
      assertTargetUnread(node, target, this.guard, isInner || this.isBody)
    })
  }

  /** The relation that a statement changes; masked ones can be changed, views over them cannot. */
  #resolveTarget(range: RangeVar): Relation | null {
    const guarded = this.guard
      .candidates(range)
      .map((relation) => ({ relation, masking: this.guard.masking(relation) }))
      .filter(({ masking }) => masking.kind !== 'plain')
    const [first] = guarded
    if (!first) return this.guard.candidates(range).find((each) => this.guard.refersToMasked(each)) ?? null
    if (this.isBody) throw new Refused('a function that changes a masked table cannot be checked', '')
    if (guarded.length > 1 || first.masking.kind !== 'columns' || first.relation.kind !== 'table') {
      const name = plainName(first.relation.schema, first.relation.name)
      throw new Refused(
        `${name} cannot be changed here: it shows masked columns of others`,
        'Change the table itself, with its schema.',
      )
    }
    return first.relation
  }

  #readCopy(copy: CopyStmt): void {
    if (this.isBody) return this.#refuseKind('COPY')
    if (copy.filename !== undefined || copy.is_program)
      throw new Refused(
        'COPY with a file or a program of the server is refused where columns are masked',
        'Use STDIN or STDOUT.',
      )
    if (copy.query) return this.read(copy.query)
    const { relation = {} } = copy
    if (!copy.is_from) {
      const found = this.resolve(relation)
      if (found) this.copies.push({ copy, ...found })
      return
    }
    this.visit(copy.whereClause)
    const target = this.#resolveTarget(relation)
    if (!target) return
    this.targets.push(target)
    assertTargetUnread({ CopyStmt: copy } as Node, target, this.guard, false)
  }

  #within(clause: WithClause | undefined, inside: () => void): void {
    const outer = this.#ctes
    const names = new Set<string>()
    this.#ctes = { names, outer }
    this.#depth++
    const queries = (clause?.ctes ?? []).flatMap((node) => as('CommonTableExpr', node) ?? [])
    if (clause?.recursive) for (const { ctename = '' } of queries) names.add(ctename)
    for (const query of queries) {
      this.#readCte(query)
      names.add(query.ctename ?? '') // without RECURSIVE, a WITH query sees only those before it
    }
    inside()
    this.#depth--
    this.#ctes = outer
  }

  #readCte(query: CommonTableExpr): void {
    this.visit(query.ctequery)
    this.visit([query.search_clause, query.cycle_clause])
  }

  #isCte({ schemaname, relname = '' }: RangeVar): boolean {
    if (schemaname !== undefined) return false
    for (let at = this.#ctes; at; at = at.outer) if (at.names.has(relname)) return true
    return false
  }

  /** Functions and operators, by whatever field they are named. */
  #check(node: Readonly<Record<string, unknown>>): void {
    if (Array.isArray(node['funcname'])) this.#assertCall(node as FuncCall)
    if (Array.isArray(node['fields'])) this.#readReference(node as ColumnRef)
    if (Array.isArray(node['indirection'])) this.#assertNotation(node['indirection'] as Node[])
    const isExpression = typeof node['kind'] === 'string' && node['kind'].startsWith('AEXPR_')
    const operators = [isExpression ? node['name'] : null, node['useOp'], node['operName']]
    for (const names of operators) if (Array.isArray(names)) this.#assertOperator(names as Node[])
  }

  #assertCall({ funcname, args = [] }: FuncCall): void {
    this.#assertFunction(funcname)
    if (words(funcname).at(-1) === 'set_config') assertSetting(args)
  }

  #assertFunction(funcname: readonly Node[] | undefined): void {
    const name = words(funcname)
    if (name.length === 0) return
    if (this.calls) this.calls.push(name)
    else assertProven(name, this.guard)
  }

  /** TABLESAMPLE's method is a function: the two of pg_catalog only choose rows. */
  #assertSampling(method: readonly Node[] | undefined): void {
    const [name = '', schema = 'pg_catalog'] = words(method).toReversed()
    if (schema !== 'pg_catalog' || (name !== 'system' && name !== 'bernoulli')) this.#assertFunction(method)
  }

  #assertOperator(names: readonly Node[]): void {
    const name = words(names)
    if (!this.guard.functions.isProvenOperator(name))
      throw new Refused(
        `the operator ${name.join('.')} runs code that cannot be checked`,
        'Use an operator of PostgreSQL.',
      )
  }

  /** `c.name` and `(c).name` call the function `name` with the row as its argument. */
  #assertNotation(fields: readonly Node[]): void {
    for (const name of words(fields)) {
      if (!this.guard.functions.takesRow(name)) continue
      if (this.calls) this.calls.push([name])
      else if (!this.guard.functions.isProven([name]))
        throw new Refused(`"${name}" may call a function that cannot be checked`, 'Name a column.')
    }
  }

  #readReference(reference: ColumnRef): void {
    this.references.push(reference)
    const fields = reference.fields ?? []
    if (fields.length > 1) this.#assertNotation(fields.slice(-1))
  }
}

/** Session statements that PL/pgSQL may hold without showing anything. */
const ALLOWED_IN_BODIES = new Set(['TransactionStmt', 'NotifyStmt', 'LockStmt', 'TruncateStmt'])

/** Whether one sub-select's text does for both. */
function isAlike(
  left: { readonly relation: Relation; readonly masking: Masking },
  right: { readonly relation: Relation; readonly masking: Masking },
): boolean {
  if (left === right) return true
  if (left.masking.kind !== 'columns' || right.masking.kind !== 'columns') return false
  const shape = ({ relation, masking }: typeof left) =>
    JSON.stringify([
      relation.columns.filter(Boolean),
      relation.details?.map(({ type }) => type),
      masking.kind === 'columns' ? [...masking.masks.keys()].sort() : [],
    ])
  return shape(left) === shape(right)
}

export function assertProven(name: readonly string[], guard: Guard): void {
  if (guard.functions.isProven(name)) return
  const shown = name.join('.')
  throw new Refused(
    `the function ${shown} may show masked values: what it does cannot be checked`,
    'Ask the tables themselves, whose masked columns can be read masked.',
  )
}
