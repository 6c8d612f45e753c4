import type { FuncCall, Node, SubLink } from '@pgsql/types'
import { as, kindOf, words } from '../tree'

/** The name that PostgreSQL gives an output column without an alias (FigureColname in parse_target.c). */
export function columnName(node: Node | undefined): string {
  return figure(node) ?? '?column?'
}

function figure(node: Node | undefined): string | undefined {
  if (!node) return undefined
  const reference = as('ColumnRef', node)
  if (reference) return words(reference.fields).at(-1)
  const field = as('A_Indirection', node)
  if (field) return words(field.indirection).at(-1) ?? figure(field.arg)
  const call: FuncCall | undefined = as('FuncCall', node)
  if (call) return words(call.funcname).at(-1)
  const cast = as('TypeCast', node)
  if (cast) return figure(cast.arg) ?? words(cast.typeName?.names).at(-1)
  const collation = as('CollateClause', node)
  if (collation) return figure(collation.arg)
  const choice = as('CaseExpr', node)
  if (choice) return figure(choice.defresult) ?? 'case'
  const link = as('SubLink', node)
  if (link) return figureSubLink(link)
  return as('A_Expr', node)?.kind === 'AEXPR_NULLIF' ? 'nullif' : figureKeyword(node)
}

function figureSubLink({ subLinkType, subselect }: SubLink): string | undefined {
  if (subLinkType === 'EXISTS_SUBLINK') return 'exists'
  if (subLinkType === 'ARRAY_SUBLINK') return 'array'
  if (subLinkType !== 'EXPR_SUBLINK') return undefined
  const target = as('ResTarget', as('SelectStmt', subselect)?.targetList?.[0])
  return target?.name ?? columnName(target?.val)
}

function figureKeyword(node: Node): string | undefined {
  const greatest = as('MinMaxExpr', node)
  if (greatest) return greatest.op === 'IS_LEAST' ? 'least' : 'greatest'
  const value = as('SQLValueFunction', node)
  if (value)
    return value.op
      ?.replace(/^SVFOP_/, '')
      .replace(/_N$/, '')
      .toLowerCase()
  const xml = as('XmlExpr', node)
  if (xml) return xml.op?.replace(/^IS_/, '').toLowerCase()
  const json = as('JsonFuncExpr', node)
  if (json) return json.op?.replace(/_OP$/, '').toLowerCase()
  return KEYWORDS[kindOf(node)]
}

const KEYWORDS: Readonly<Record<string, string>> = {
  A_ArrayExpr: 'array',
  CoalesceExpr: 'coalesce',
  GroupingFunc: 'grouping',
  JsonArrayAgg: 'json_arrayagg',
  JsonArrayConstructor: 'json_array',
  JsonArrayQueryConstructor: 'json_array',
  JsonObjectAgg: 'json_objectagg',
  JsonObjectConstructor: 'json_object',
  JsonParseExpr: 'json',
  JsonScalarExpr: 'json_scalar',
  JsonSerializeExpr: 'json_serialize',
  MergeSupportFunc: 'merge_action',
  RowExpr: 'row',
  XmlSerialize: 'xmlserialize',
}
