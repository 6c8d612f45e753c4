import type { EditorColumn } from '~/server/sql-socket/messages'

type Rows = readonly (readonly (string | null)[])[]

/** What spreadsheets take for the beginning of a formula: OWASP, "CSV Injection". */
const FORMULA = /^[\s\p{Cc}]*[=+\-@]/u
const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i
/** int2, int4, oid, float4, float8: what JSON's numbers hold as they are. int8 and numeric do not fit. */
const SMALL_NUMBERS: ReadonlySet<number> = new Set([21, 23, 26, 700, 701])
const BOOL = 16

/**
 * RFC 4180, with a header. NULL is nothing and an empty text is `""`. A text that a spreadsheet would calculate gets an
 * apostrophe before it, and is a text then.
 */
export function toCsv(columns: readonly EditorColumn[], rows: Rows): string {
  const lines = [columns.map(({ name }) => csvCell(name)), ...rows.map((row) => row.map(csvCell))]
  return lines.map((line) => `${line.join(',')}\r\n`).join('')
}

function csvCell(text: string | null): string {
  if (text === null) return ''
  if (NUMBER.test(text)) return text
  return `"${(FORMULA.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`
}

/** A list of objects. Of columns with the same name the later ones get a number. */
export function toJson(columns: readonly EditorColumn[], rows: Rows): string {
  const names = uniqueNames(columns.map(({ name }) => name))
  const objects = rows.map((row) =>
    Object.fromEntries(row.map((cell, index) => [names[index] ?? index, jsonValue(cell, columns[index])])),
  )
  return `${JSON.stringify(objects, null, 2)}\n`
}

function jsonValue(text: string | null, column: EditorColumn | undefined): string | number | boolean | null {
  if (text === null || !column) return text
  if (column.typeOid === BOOL) return text === 't'
  return SMALL_NUMBERS.has(column.typeOid) && NUMBER.test(text) ? Number(text) : text
}

function uniqueNames(names: readonly string[]): readonly string[] {
  const used = new Set<string>()
  return names.map((name) => {
    let unique = name
    for (let number = 2; used.has(unique); number++) unique = `${name}_${number}`
    used.add(unique)
    return unique
  })
}
