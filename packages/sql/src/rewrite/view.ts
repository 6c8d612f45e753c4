import type { Relation } from '../catalogue'
import { plainName } from '../names'
import type { Guard, Masking } from './guard'
import type { MaskedColumn } from './masks'
import { rewriteText } from './rewrite-text'

/** A view is read through its own definition, with masks for what that reads and for its own masked columns. */
export function readView(
  { schema, name, definition }: Relation,
  masks: ReadonlyMap<string, (column: MaskedColumn) => string>,
  guard: Guard,
): Masking {
  const rewritten = rewriteText(definition ?? '', guard, { isDefinition: true })
  if (rewritten.kind === 'refused') {
    return {
      kind: 'closed',
      why: `what ${plainName(schema, name)} stands for cannot be masked: ${rewritten.refusal.message}`,
      instead: rewritten.refusal.hint,
    }
  }
  if (rewritten.kind === 'unchanged') return masks.size > 0 ? { kind: 'columns', masks } : { kind: 'plain' }
  return { kind: 'view', definition: rewritten.text.trimEnd().replace(/;$/, ''), masks }
}
