/** What spreadsheets take for the beginning of a formula: OWASP, "CSV Injection". */
const FORMULA = /^[\s\p{Cc}]*[=+\-@]/u

/** One line of CSV. A text that a spreadsheet would calculate gets an apostrophe before it, and is a text then. */
export function csvLine(cells: readonly (string | number)[]): string {
  return `${cells.map((cell) => (typeof cell === 'number' ? String(cell) : quoted(cell))).join(',')}\r\n`
}

function quoted(text: string): string {
  return `"${(FORMULA.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`
}
