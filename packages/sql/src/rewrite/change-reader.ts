import type {
  ColumnRef,
  CopyStmt,
  InsertStmt,
  MergeStmt,
  Node,
  RangeVar,
  SelectStmt,
  UpdateStmt,
} from '@pgsql/types'
import type { Relation } from '../catalogue'
import { plainName } from '../names'
import { as, isObject, words } from '../tree'
import type { Guard } from './guard'
import { Refused } from './masks'

/** What names mean inside a statement that changes a masked table. */
interface Level {
  readonly tables: readonly { readonly name: string | null; readonly columns: readonly string[] | null }[]
}

/**
 * The table that a statement changes cannot be read through a sub-select. So nothing of the statement may read
 * its masked columns but plain columns of an outermost RETURNING, which are masked in the result; and nothing
 * may be put into a masked column where the answer would tell whether the value is there already.
 */
export function assertTargetUnread(node: Node, target: Relation, guard: Guard, isInner: boolean): void {
  new ChangeReader(target, guard).read(node, isInner)
}

class ChangeReader {
  readonly #target: Relation
  readonly #guard: Guard
  readonly #masked: ReadonlySet<string>
  readonly #name: string
  #aliases: ReadonlySet<string> = new Set()

  constructor(target: Relation, guard: Guard) {
    this.#target = target
    this.#guard = guard
    this.#masked = guard.masksOf(target.schema, target.name)
    this.#name = plainName(target.schema, target.name)
  }

  read(node: Node, isInner: boolean): void {
    const copy = as('CopyStmt', node)
    if (copy) return this.#readCopy(copy)
    const change = Object.values(node)[0] as UpdateStmt & {
      returningClause?: { exprs?: Node[]; options?: Node[] }
    }
    const { relation = {}, returningClause, withClause: _, ...rest } = change
    const options = (returningClause?.options ?? []).flatMap(
      (each) => as('ReturningOption', each)?.value ?? [],
    )
    const own = relation.alias?.aliasname ?? relation.relname ?? ''
    this.#aliases = new Set([own, 'old', 'new', ...options])
    const insert = as('InsertStmt', node)
    if (insert) this.#readInsert(insert)
    else this.#visit(rest, [])
    const update = as('UpdateStmt', node)
    if (update) this.#assertWrites(written(update.targetList))
    const merge = as('MergeStmt', node)
    if (merge) this.#readMerge(merge)
    this.#readReturning(returningClause?.exprs ?? [], isInner)
  }

  /** VALUES and SELECT of an INSERT do not see the target; ON CONFLICT does. */
  #readInsert({ cols, selectStmt, onConflictClause }: InsertStmt): void {
    const rows = as('SelectStmt', selectStmt)?.valuesLists
    const given = this.#namesOf(cols)
    this.#assertWrites(
      given.filter((_, at) => !rows?.every((row) => isNothing(as('List', row)?.items?.[at]))),
    )
    if (!onConflictClause) return
    const { infer, targetList, whereClause } = onConflictClause
    const columns = (infer?.indexElems ?? []).map((each) => as('IndexElem', each)?.name)
    const isOpen = columns.length > 0 && columns.every((column) => column && !this.#masked.has(column))
    if (!isOpen && this.#telling().length > 0)
      throw new Refused(
        `ON CONFLICT would tell whether a masked value of ${this.#name} exists`,
        'Name unmasked columns, as in ON CONFLICT (id).',
      )
    this.#assertWrites(written(targetList))
    const excluded = { tables: [{ name: 'excluded', columns: [] }] }
    this.#visit([targetList, whereClause, infer?.whereClause], [excluded])
  }

  #readMerge({ mergeWhenClauses = [] }: MergeStmt): void {
    for (const node of mergeWhenClauses) {
      const clause = as('MergeWhenClause', node)
      if (clause?.commandType === 'CMD_UPDATE') this.#assertWrites(written(clause.targetList))
      if (clause?.commandType === 'CMD_INSERT') this.#assertWrites(this.#namesOf(clause.targetList))
    }
  }

  #readCopy({ attlist, whereClause }: CopyStmt): void {
    const names = words(attlist)
    this.#assertWrites(names.length > 0 ? names : this.#target.columns.filter(Boolean))
    this.#visit(whereClause, [])
  }

  #namesOf(cols: readonly Node[] | undefined): readonly string[] {
    const names = written(cols)
    return names.length > 0 ? names : this.#target.columns.filter(Boolean)
  }

  /** A unique violation says that the value is there, a foreign key's that it is not. */
  #assertWrites(columns: readonly string[]): void {
    const telling = this.#telling()
    const column = columns.find((each) => telling.includes(each))
    if (column === undefined) return
    throw new Refused(
      `${this.#name}.${column} is masked and must be unique or refer to a masked column: writing it would tell which values exist`,
      'Leave it out, or ask for an exemption from its masking rule.',
    )
  }

  #telling(): readonly string[] {
    const { uniques = [], foreignKeys = [] } = this.#target
    const unique = uniques.flat().filter((column) => this.#masked.has(column))
    const referring = foreignKeys.flatMap(({ columns, references, referencedColumns }) =>
      referencedColumns.some((each) => this.#guard.isMaskedColumn(`${references}.${each}`)) ? columns : [],
    )
    return [...unique, ...referring]
  }

  #readReturning(exprs: readonly Node[], isInner: boolean): void {
    for (const node of exprs) {
      const value = as('ResTarget', node)?.val
      const reference = as('ColumnRef', value)
      const isPlain = reference !== undefined && !this.#isWholeRow(reference)
      if (isPlain && !isInner) continue // masked in the result, by where the target says it comes from
      const star = as('A_Star', reference?.fields?.at(-1))
      if (star && isInner)
        throw new Refused(
          `RETURNING * would read masked columns of ${this.#name}`,
          'Name the columns that you need after RETURNING.',
        )
      this.#visit(value, [], 'RETURNING')
    }
  }

  #isWholeRow({ fields = [] }: ColumnRef): boolean {
    const [name = ''] = words(fields)
    return fields.length === 1 && this.#aliases.has(name) && !this.#target.columns.includes(name)
  }

  #visit(part: unknown, levels: readonly Level[], where = 'a condition or an expression'): void {
    if (Array.isArray(part)) {
      for (const each of part) this.#visit(each, levels, where)
      return
    }
    if (!isObject(part)) return
    const node = part as Node
    const select = as('SelectStmt', node)
    if (select) return this.#visitSelect(select, levels, where)
    const reference = as('ColumnRef', node)
    if (reference) return this.#assertReference(reference, levels, where)
    for (const value of Object.values(part)) if (typeof value === 'object') this.#visit(value, levels, where)
  }

  #visitSelect(select: SelectStmt, levels: readonly Level[], where: string): void {
    const level: Level = { tables: tablesIn(select.fromClause, this.#guard) }
    const inside = [level, ...levels]
    const { larg, rarg, ...rest } = select
    for (const side of [larg, rarg]) if (side) this.#visitSelect(side, levels, where)
    this.#visit(rest, inside, where)
  }

  #assertReference({ fields = [] }: ColumnRef, levels: readonly Level[], where: string): void {
    const names = words(fields)
    const isStar = as('A_Star', fields.at(-1)) !== undefined
    const column = isStar ? null : (names.at(-1) ?? '')
    const table = isStar ? names.at(-1) : names.at(-2)
    if (isStar && table === undefined && levels.length > 0) return // of the inner FROM
    for (const { tables } of levels) {
      for (const each of tables) {
        if (table !== undefined ? each.name === table : column !== null && each.columns?.includes(column))
          return
      }
    }
    if (table !== undefined && !this.#aliases.has(table)) return
    if (column === null || this.#masked.has(column)) return this.#refuse(column, where)
    if (names.length === 1 && this.#aliases.has(column) && !this.#target.columns.includes(column))
      this.#refuse(null, where)
  }

  #refuse(column: string | null, where: string): never {
    const what =
      column === null ? `whole rows of ${this.#name}, which has` : `${this.#name}.${column}, one of its`
    throw new Refused(
      `${where} reads ${what} masked columns, in a statement that changes the table`,
      'Choose rows and compute values by columns that are not masked.',
    )
  }
}

/** `DEFAULT` and `NULL` tell nothing. */
function isNothing(node: Node | undefined): boolean {
  return node === undefined || 'SetToDefault' in node || as('A_Const', node)?.isnull === true
}

function written(targets: readonly Node[] | undefined): readonly string[] {
  return (targets ?? []).flatMap((node) => {
    const target = as('ResTarget', node)
    return target?.name && !(target.val && isNothing(target.val)) ? target.name : []
  })
}

function tablesIn(items: readonly Node[] | undefined, guard: Guard): Level['tables'] {
  return (items ?? []).flatMap((node): Level['tables'] => {
    const join = as('JoinExpr', node)
    if (join) {
      const sides = tablesIn(
        [join.larg, join.rarg].filter((each) => each !== undefined),
        guard,
      )
      return join.alias
        ? [{ name: join.alias.aliasname ?? null, columns: sides.flatMap(({ columns }) => columns ?? []) }]
        : sides
    }
    const sampled = as('RangeTableSample', node)
    if (sampled?.relation) return tablesIn([sampled.relation], guard)
    const range: RangeVar | undefined = as('RangeVar', node)
    if (range) {
      // Without a schema it may be a WITH query, which has other columns than the table of its name.
      const [found] = range.schemaname && !range.alias?.colnames ? guard.candidates(range) : []
      const columns = found?.columns ?? null
      return [{ name: range.alias?.aliasname ?? range.relname ?? null, columns }]
    }
    const alias =
      as('RangeSubselect', node)?.alias ??
      as('RangeFunction', node)?.alias ??
      as('RangeTableFunc', node)?.alias
    return alias ? [{ name: alias.aliasname ?? null, columns: words(alias.colnames) }] : []
  })
}
