import type { Masker } from '../../session/masker'
import { decodeErrorFields, type ErrorFields, encodeErrorFields } from './codec/error-fields'
import { bodyOf } from './codec/framer'

/**
 * Only errors of these classes never carry values in their message: 08 connection, 25 transaction state, 40
 * rollback, 53 resources, 57 intervention. Any function may put a value into one of another class: a cast to
 * regnamespace raises 3F000 with the name that it did not find.
 */
const WITHOUT_VALUES = new Set(['08', '25', '40', '53', '57'])
const WITHHELD = 'the message is withheld, since this statement reads masked columns'

/**
 * An ErrorResponse or NoticeResponse that may go to the client. Of a statement that can read masked columns
 * only severity and code are left, unless the error is about the statement's own text (it has a position in
 * it and no context) or of a class that carries no values. What is left is searched by the detectors.
 * `positions` leads back to the client's own text where another was forwarded.
 */
export function scrubError(
  message: Buffer,
  masker: Masker,
  reachesMasked: boolean,
  positions: ((position: number) => number) | null = null,
): Buffer {
  if (!masker.isActive) return message
  const type = message[0] === 0x45 ? 'E' : 'N'
  const fields = new Map(decodeErrorFields(bodyOf(message)))
  const position = fields.get('P')
  if (positions && position) fields.set('P', String(positions(Number(position))))
  const isAboutText = fields.has('P') && !fields.has('W') && fields.get('C')?.startsWith('42') === true
  const hasValues = !isAboutText && !WITHOUT_VALUES.has((fields.get('C') ?? '').slice(0, 2))
  const scrubbed = reachesMasked && hasValues ? withheld(fields) : searched(fields, masker)
  return scrubbed || positions ? encodeErrorFields(type, scrubbed ?? fields) : message
}

function withheld(fields: ErrorFields): ErrorFields {
  const kept = [...fields].filter(([name]) => name === 'S' || name === 'V' || name === 'C')
  return new Map([...kept, ['M', WITHHELD]])
}

function searched(fields: ErrorFields, masker: Masker): ErrorFields | null {
  let isChanged = false
  const clean = new Map<string, string>()
  for (const [name, value] of fields) {
    const text = 'MDHWq'.includes(name) ? masker.text(value) : value
    isChanged ||= text !== value
    clean.set(name, text)
  }
  return isChanged ? clean : null
}
