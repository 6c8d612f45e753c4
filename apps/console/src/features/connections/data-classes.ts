import type { DataClass } from '@sallyport/core'
import type { RouterOutputs } from '~/trpc/types'

export type Proposals = RouterOutputs['connections']['proposals']

/** `database.schema.table.column`, as masking rules name columns, and what it holds. */
export type Classes = ReadonlyMap<string, DataClass>

export function columnPath(
  { database }: Proposals,
  relation: { readonly schema: string; readonly name: string },
  column: string,
): string {
  return [database ?? '*', relation.schema, relation.name, column].join('.')
}

/** What is proposed is chosen to begin with: to mask too much is mended sooner than to mask too little. */
export function initialClasses(found: Proposals): Classes {
  return new Map(
    found.relations.flatMap((relation) =>
      relation.columns.flatMap(({ name, dataClass }) =>
        dataClass ? [[columnPath(found, relation, name), dataClass] as const] : [],
      ),
    ),
  )
}

export function groupByClass(classes: Classes): readonly { dataClass: DataClass; columns: string[] }[] {
  const groups = new Map<DataClass, string[]>()
  for (const [path, dataClass] of classes) groups.set(dataClass, [...(groups.get(dataClass) ?? []), path])
  return [...groups].map(([dataClass, columns]) => ({ dataClass, columns }))
}
