import type { Verb } from '@sallyport/core'

const FILLING: ReadonlySet<Verb> = new Set(['insert', 'update', 'copy-in'])

/** Whether the columns of such an operation are filled by it, and not read. */
export function fills(verb: Verb): boolean {
  return FILLING.has(verb)
}

/** As packages/sql writes names: a dot within one is no separator. */
export function columnName(resource: string, column: string): string {
  return `${resource}.${column.replaceAll('.', '%2E')}`
}
