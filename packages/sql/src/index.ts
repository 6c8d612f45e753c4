export { analyse, analyseKnown, notUnderstood } from './analyse'
export type { AnalysedStatement, Analysis, OutputColumn, Reference, WrittenColumn } from './analysis'
export type {
  Catalogue,
  CatalogueFunction,
  ColumnDetail,
  Definition,
  ForeignKey,
  Policy,
  Relation,
  Trigger,
  Variety,
} from './catalogue'
export type { Redefined } from './operations/redefined'
export { loadParser } from './parser/instances'
export { LIMITS } from './parser/limits'
export type { ColumnConstant, Constants } from './rewrite/constants'
export { changesOnlyPlain, linkedToMasked, readsOnlyPlain } from './rewrite/guard-of'
export type { Compares, MaskedColumn, Refusal, SourceMasks } from './rewrite/masks'
export { parametersFor, type ReadConstants, readConstants } from './rewrite/replace-constants'
export { rewriteAtSource } from './rewrite/rewrite-at-source'
export type { Rewritten } from './rewrite/rewrite-text'
export type { PositionMap } from './rewrite/source-text'
export { readableShape } from './shapes/readable-shape'
