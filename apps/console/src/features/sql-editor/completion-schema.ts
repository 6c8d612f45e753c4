import type { Completion } from '@codemirror/autocomplete'
import type { SQLNamespace } from '@codemirror/lang-sql'
import type { RouterOutputs } from '~/trpc/types'

export type EditorCatalogue = RouterOutputs['sqlEditor']['catalogue']

/** The catalogue as the editor completes from it: schemas, tables, and columns with what is masked of them. */
export function completionSchema({ relations }: EditorCatalogue): SQLNamespace {
  const schemas: Record<string, Record<string, SQLNamespace>> = {}
  for (const { schema, name, kind, columns } of relations) {
    const tables = (schemas[schema] ??= {})
    tables[name] = {
      self: { label: name, type: 'type', detail: kind },
      children: columns.map(
        ({ name: label, type, mask }): Completion => ({
          label,
          type: 'property',
          detail: [type ?? '', ...(mask ? [`masked: ${mask.dataClass}`] : [])].filter(Boolean).join(' · '),
        }),
      ),
    }
  }
  return schemas
}
