import { expect, it } from 'vitest'
import { escapeUnseen } from './visible-text'

it.each([
  ['leaves ordinary text, tabs and line ends', 'SELECT 1;\n\t-- ä 漢 🙂', 'SELECT 1;\n\t-- ä 漢 🙂'],
  ['shows a terminal escape', '\u001b[2K', '\\x1b[2K'],
  ['shows a right-to-left override', 'a\u202eb', 'a\\u202eb'],
  ['shows zero-width characters', 'or\u200bders', 'or\\u200bders'],
  ['shows characters outside the basic plane', '\u{e0041}', '\\u{e0041}'],
  ['shows a lone carriage return', 'DROP\rSELECT', 'DROP\\x0dSELECT'],
])('%s', (_, text, shown) => {
  expect(escapeUnseen(text)).toBe(shown)
})
