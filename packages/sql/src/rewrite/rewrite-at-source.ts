import type { Catalogue } from '../catalogue'
import { guardOf } from './guard-of'
import type { SourceMasks } from './masks'
import { type Rewritten, rewriteText } from './rewrite-text'

/**
 * The text with every mention of a relation that has masked columns replaced by a sub-select that yields masks,
 * so that conditions, joins, functions and copies see masks too. What cannot be rewritten and proved is refused
 * in words. Throws SYNTAX_ERROR when PostgreSQL's grammar refuses the text.
 */
export function rewriteAtSource(text: string, catalogue: Catalogue, masks: SourceMasks): Rewritten {
  return rewriteText(text, guardOf(catalogue, masks))
}
