import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'

/** One line of the table: what is sent, what is decided of it, and what it is said to do. */
export interface Case {
  readonly steps: readonly string[]
  readonly effect: string
  readonly operations: readonly string[]
  /** The database refuses it: then nothing happened that could be missing. */
  readonly fails: boolean
}

const FOLDER = new URL('./cases/', import.meta.url)
/** `  = hold: update gw.victim; read gw.victim`, and `  = deny, fails: …` */
const VERDICT = /^ {2}= (\w+)(, fails)?:? ?(.*)$/

/**
 * The tables in `cases/`. A statement stands on a line of its own, as JSON where it has line breaks or other signs that
 * cannot be seen; more of them in a row are sent one after the other. The line with `=` ends a case; `#` is a remark.
 */
export function readCases(): ReadonlyMap<string, readonly Case[]> {
  const files = readdirSync(FOLDER).sort()
  return new Map(
    files.map((file) => [basename(file, '.txt'), parse(readFileSync(new URL(file, FOLDER), 'utf8'))]),
  )
}

function parse(text: string): readonly Case[] {
  const cases: Case[] = []
  let steps: string[] = []
  for (const line of text.split('\n')) {
    if (line.trim() === '' || line.startsWith('#')) continue
    const verdict = VERDICT.exec(line)
    if (!verdict) {
      steps.push(line.startsWith('"') ? (JSON.parse(line) as string) : line)
      continue
    }
    const [, effect = '', fails, operations = ''] = verdict
    cases.push({
      steps,
      effect,
      operations: operations === '' ? [] : operations.split('; '),
      fails: Boolean(fails),
    })
    steps = []
  }
  return cases
}
