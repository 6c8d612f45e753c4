export { analyse, analyseKnown, notUnderstood } from './analyse'
export type { AnalysedStatement, Analysis, OutputColumn, Reference, WrittenColumn } from './analysis'
export type {
  Catalogue,
  CatalogueFunction,
  ColumnDetail,
  ForeignKey,
  Policy,
  Relation,
  Trigger,
  Variety,
} from './catalogue'
export { loadParser } from './parser/instances'
export { LIMITS } from './parser/limits'
