/** A longer text is cut: it fills the reader's context, and can be selected in parts. */
const MAX_CELL_CHARACTERS = 4_000

export type Cell = string | number | boolean | null

/** A value in PostgreSQL's text form as JSON has it. Numbers that JSON's readers would round stay text. */
export function toCell(text: string | null, typeOid: number): Cell {
  if (text === null) return null
  if (typeOid === BOOL) return text === 't'
  if (NUMBERS.has(typeOid)) {
    const number = Number(text)
    return Number.isFinite(number) ? number : text
  }
  if (text.length <= MAX_CELL_CHARACTERS) return text
  return `${text.slice(0, MAX_CELL_CHARACTERS)}… (cut: it has ${text.length} characters)`
}

/** OIDs of pg_type.dat: bool; int2, int4, oid, float4, float8. */
const BOOL = 16
const NUMBERS: ReadonlySet<number> = new Set([21, 23, 26, 700, 701])
