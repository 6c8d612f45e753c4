import type { RecordedMask } from '@sallyport/recording'
import { joinWords } from '~/ui/format'
import type { EditorCatalogue } from './completion-schema'
import type { EditorResult } from './editor-state'

/** Why no value of a column is the real one. */
export function columnReason({ of, rule, dataClass, where }: RecordedMask): string {
  const how = where === 'source' ? 'where it was read' : 'in the result'
  return `Masked ${how} by “${rule}”: ${of} holds ${CLASS_WORDS[dataClass] ?? dataClass}`
}

const CLASS_WORDS: Readonly<Record<string, string>> = {
  email: 'e-mail addresses',
  card: 'card numbers',
  ssn: 'social security numbers',
  phone: 'phone numbers',
  'birth-date': 'birth dates',
  'national-id': 'national ids',
  'private-key': 'private keys',
  name: 'names',
  address: 'addresses',
  other: 'something personal',
}

/** What stands where a detector found something. */
const REPLACED = '***'

/**
 * Whether values of a result may be masked by what they hold. The recording counts masked values, not cells: a result
 * that was cut had rows more than are shown.
 */
export function mayHoldReplaced({ masked, masks, rows, isCut }: EditorResult): boolean {
  if (masked === 0) return false
  if (isCut) return true
  const known = (masks ?? []).reduce((sum, { column, where }) => {
    const filled = where === 'source' ? rows.length : rows.filter((row) => row[column] !== null).length
    return sum + filled
  }, 0)
  return masked > known
}

export function isReplaced(cell: string | null): boolean {
  return cell?.includes(REPLACED) ?? false
}

/** By which rules values are searched for what must not be seen. */
export function contentReason(detectors: EditorCatalogue['detectors']): string {
  const rules = joinWords(detectors.map(({ rule }) => `“${rule}”`))
  return `Masked for what it holds${rules && `, by ${rules}`}: *** stands for it`
}
