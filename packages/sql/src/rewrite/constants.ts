import type { A_Expr, InsertStmt, MergeStmt, Node, SelectStmt, UpdateStmt } from '@pgsql/types'
import { resolveColumn } from '../lineage/columns'
import { tableOf, tablesOf } from '../lineage/from'
import type { Reading } from '../lineage/reading'
import type { Scope, Table } from '../lineage/scope'
import { openWith } from '../lineage/with'
import { findRelations, plainName } from '../names'
import { as, isObject, words } from '../tree'
import type { Compared } from './comparisons'

/** A constant or parameter that stands against one stored column. */
export interface ColumnConstant {
  /** 'schema.table.column' */
  readonly column: string
  readonly value: Compared
  /** It holds the elements of an array. */
  readonly isArray: boolean
  /** One of a list, where several could stand. */
  readonly isListed: boolean
  /** It is put in the place of a value that is there, and not into a row of its own. */
  readonly replaces: boolean
  /** The A_Const or ParamRef itself, in its wrapper. */
  readonly node: Node
}

/** Which constants and parameters of a statement are compared with stored columns, and which are put into them. */
export interface Constants {
  readonly compared: readonly ColumnConstant[]
  readonly written: readonly ColumnConstant[]
  /** Parameters that stand anywhere else, where their values may be seen. */
  readonly seen: ReadonlySet<number>
  /** The highest number of a parameter. */
  readonly parameters: number
}

const CHANGES = ['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt'] as const

/** Reads one query or change. Throws TooMuch where it names more than can be looked at. */
export class ConstantReader implements Constants {
  readonly compared: ColumnConstant[] = []
  readonly written: ColumnConstant[] = []
  readonly seen = new Set<number>()
  parameters = 0
  readonly #reading: Reading

  constructor(reading: Reading) {
    this.#reading = reading
  }

  visit(part: unknown, scope: Scope | null): void {
    if (Array.isArray(part)) {
      for (const each of part) this.visit(each, scope)
      return
    }
    if (!isObject(part)) return
    const node = part as Node
    const select = as('SelectStmt', node)
    if (select) return this.#readSelect(select, scope)
    if (CHANGES.some((kind) => kind in node)) return this.#readChange(node, scope)
    const parameter = as('ParamRef', node)?.number
    if (parameter) {
      this.#count(parameter)
      this.seen.add(parameter)
      return
    }
    const asked = constantOf(withoutCast(as('NullTest', node)?.arg))
    if (asked) return this.#note(asked.value) // whether there is one tells nothing of it
    const expression = as('A_Expr', node)
    if (expression && scope && this.#readComparison(expression, scope)) return
    for (const value of Object.values(part)) if (typeof value === 'object') this.visit(value, scope)
  }

  #readSelect(select: SelectStmt, outer: Scope | null): void {
    this.#reading.step()
    const { withClause, larg, rarg, fromClause = [], valuesLists, ...rest } = select
    const scope = this.#readWith(withClause, outer)
    for (const side of [larg, rarg]) if (side) this.#readSelect(side, scope)
    this.visit(valuesLists, scope)
    const inside = { ...scope, tables: tablesOf(fromClause, scope, this.#reading) }
    for (const item of fromClause) this.#readFrom(item, scope, inside)
    this.visit(rest, inside)
  }

  /** Without RECURSIVE, each sees only those before it. */
  #readWith(clause: SelectStmt['withClause'], outer: Scope | null): Scope {
    const { ctes = [], recursive } = clause ?? {}
    for (const [at, node] of ctes.entries()) {
      const visible = recursive ? clause : { ...clause, ctes: ctes.slice(0, at) }
      this.visit(as('CommonTableExpr', node)?.ctequery, openWith(visible, outer, this.#reading))
    }
    return openWith(clause, outer, this.#reading)
  }

  #readFrom(item: Node, scope: Scope, inside: Scope): void {
    const subselect = as('RangeSubselect', item)
    if (subselect) return this.visit(subselect.subquery, subselect.lateral ? inside : scope)
    const join = as('JoinExpr', item)
    if (!join) return this.visit(item, inside)
    for (const side of [join.larg, join.rarg]) if (side) this.#readFrom(side, scope, inside)
    this.visit(join.quals, inside)
  }

  #readChange(node: Node, outer: Scope | null): void {
    const change = Object.values(node)[0] as UpdateStmt & {
      readonly usingClause?: readonly Node[]
      readonly sourceRelation?: Node
    }
    const { withClause, relation = {}, fromClause, usingClause, sourceRelation, ...rest } = change
    const scope = this.#readWith(withClause, outer)
    const others = [
      ...(fromClause ?? []),
      ...(usingClause ?? []),
      ...(sourceRelation ? [sourceRelation] : []),
    ]
    const target = tableOf(relation, this.#reading)
    const inside = { ...scope, tables: [target, ...tablesOf(others, scope, this.#reading)] }
    for (const item of others) this.#readFrom(item, scope, inside)
    const found = findRelations(this.#reading.names, relation)
    const names = found.map(({ schema, name }) => plainName(schema, name))
    this.#readWritten(node, target, names)
    this.visit(rest, inside)
  }

  #readWritten(node: Node, { columns }: Table, relations: readonly string[]): void {
    const write = (column: string | undefined, value: Node | undefined, replaces: boolean) => {
      for (const constant of constantsUnder(value))
        for (const relation of relations)
          this.written.push({
            ...constant,
            column: `${relation}.${column ?? '?'}`,
            isListed: false,
            replaces,
          })
    }
    const namesOf = (targets: readonly Node[] | undefined) =>
      targets?.map((each) => as('ResTarget', each)?.name) ?? columns?.map(({ name }) => name) ?? []
    const set = (targets: readonly Node[] | undefined) => {
      for (const each of targets ?? []) {
        const { name, val } = as('ResTarget', each) ?? {}
        const several = as('MultiAssignRef', val)
        const value = several ? as('RowExpr', several.source)?.args?.[(several.colno ?? 1) - 1] : val
        write(name, value, true)
      }
    }
    const insert: InsertStmt | undefined = as('InsertStmt', node)
    if (insert) {
      const names = namesOf(insert.cols)
      for (const row of rowsOf(insert.selectStmt)) row.forEach((value, at) => write(names[at], value, false))
      set(insert.onConflictClause?.targetList)
    }
    set(as('UpdateStmt', node)?.targetList)
    const merge: MergeStmt | undefined = as('MergeStmt', node)
    for (const each of merge?.mergeWhenClauses ?? []) {
      const { commandType, targetList, values = [] } = as('MergeWhenClause', each) ?? {}
      if (commandType === 'CMD_UPDATE') set(targetList)
      else values.forEach((value, at) => write(namesOf(targetList)[at], value, false))
    }
  }

  /** `column = constant`, the other way round, and with a list or an array. False: it is none of them. */
  #readComparison(expression: A_Expr, scope: Scope): boolean {
    const { kind = 'AEXPR_OP', name, lexpr, rexpr } = expression
    const operator = words(name)
      .filter((each) => each !== 'pg_catalog')
      .join('.')
    if (operator !== '=' && operator !== '<>') return false
    const isArray = kind === 'AEXPR_OP_ANY' || kind === 'AEXPR_OP_ALL'
    if (!isArray && !SINGLE.has(kind) && kind !== 'AEXPR_IN') return false
    const swapped = !isArray && kind !== 'AEXPR_IN' && as('ColumnRef', rexpr) !== undefined
    const [reference, other] = swapped ? [rexpr, lexpr] : [lexpr, rexpr]
    const fields = as('ColumnRef', reference)?.fields
    if (!fields) return false
    const { sources, direct } = resolveColumn(fields, scope, this.#reading)
    const [column] = sources ?? []
    if (!direct || column === undefined) return false
    const items = as('List', other)?.items ?? as('A_ArrayExpr', withoutPlainCast(other))?.elements
    for (const each of items ?? (other ? [other] : [])) {
      const constant = constantOf(withoutPlainCast(each))
      if (!constant) {
        this.visit(each, scope)
        continue
      }
      this.#note(constant.value)
      const isListed = items !== undefined
      this.compared.push({ ...constant, column, isArray: isArray && !items, isListed, replaces: false })
    }
    return true
  }

  #note(value: Compared): void {
    if ('parameter' in value) this.#count(value.parameter)
  }

  #count(parameter: number): void {
    this.parameters = Math.max(this.parameters, parameter)
  }
}

const SINGLE = new Set(['AEXPR_OP', 'AEXPR_DISTINCT', 'AEXPR_NOT_DISTINCT'])

function rowsOf(query: Node | undefined): readonly (readonly Node[])[] {
  const select = as('SelectStmt', query)
  if (select?.valuesLists) return select.valuesLists.map((row) => as('List', row)?.items ?? [])
  const targets = (select?.targetList ?? []).map((each) => as('ResTarget', each)?.val)
  // `*` stands for as many columns as there are, so that what follows it is not where it seems to be
  const hasStar = targets.some((value) => as('A_Star', as('ColumnRef', value)?.fields?.at(-1)) !== undefined)
  return hasStar ? [] : [targets.flatMap((value) => value ?? [])]
}

function withoutCast(node: Node | undefined): Node | undefined {
  const cast = as('TypeCast', node)
  return cast ? withoutCast(cast.arg) : node
}

/**
 * The target casts what stands in place of a token: what could cut a value, or fail by what it is, would tell of it. So
 * one cast is looked through, to text as it is.
 */
function withoutPlainCast(node: Node | undefined): Node | undefined {
  const cast = as('TypeCast', node)
  if (!cast) return node
  const { names, typmods = [] } = cast.typeName ?? {}
  const type = words(names).filter((each) => each !== 'pg_catalog')
  return typmods.length === 0 && type.length === 1 && PLAIN_TYPES.has(type[0] ?? '') ? cast.arg : node
}

const PLAIN_TYPES = new Set(['text', 'varchar'])

function constantOf(bare: Node | undefined): Pick<ColumnConstant, 'node' | 'value' | 'isArray'> | null {
  if (!bare) return null
  const parameter = as('ParamRef', bare)?.number
  if (parameter) return { node: bare, value: { parameter }, isArray: false }
  const constant = as('A_Const', bare)
  if (!constant || constant.isnull) return null
  const { sval, ival, fval, boolval } = constant
  const text = sval
    ? (sval.sval ?? '')
    : ival
      ? String(ival.ival ?? 0)
      : (fval?.fval ?? (boolval ? String(boolval.boolval ?? false) : undefined))
  return text === undefined ? null : { node: bare, value: { text }, isArray: false }
}

/** The constants that a value may turn out to be. */
function constantsUnder(
  node: Node | undefined,
): readonly Pick<ColumnConstant, 'node' | 'value' | 'isArray'>[] {
  const bare = withoutCast(node)
  const choices = as('CoalesceExpr', bare)?.args
  const cases = as('CaseExpr', bare)
  if (choices) return choices.flatMap(constantsUnder)
  if (cases) {
    const results = (cases.args ?? []).map((each) => as('CaseWhen', each)?.result)
    return [...results, cases.defresult].flatMap(constantsUnder)
  }
  const constant = constantOf(bare)
  return constant ? [constant] : []
}
