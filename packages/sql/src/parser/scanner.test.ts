import { describe, expect, it } from 'vitest'
import { LIMITS } from './limits'
import { Scanner } from './scanner'

/** Whether the lexer sees a parenthesis in the text: that is, outside of everything quoted. */
function seesParenthesis(text: string): boolean {
  return new Scanner(text, { ...LIMITS, nesting: 1 }).scan() === 'too-deep'
}

describe('outside of quotes', () => {
  it.each([
    ['a plain parenthesis', 'a ('],
    ['behind a string', "'x' ("],
    ['behind a doubled quote', "'it''s' ("],
    ['behind a backslash, which ends no plain string', "'\\' ("],
    ['behind an escape string', "E'\\'' ("],
    ['behind an escape string that goes on', "E'a'\n 'b\\'' ("],
    ['behind a word that ends in e', "type'\\' ("],
    ['behind a quoted name', '"a""b" ('],
    ['behind a Unicode name', 'u&"a" ('],
    ['behind a Unicode string', "U&'\\' ("],
    ['behind a dollar quote', '$a$ $b$ $a$ ('],
    ['behind an empty dollar quote', '$$$$ ('],
    ['behind a number and a dollar quote', '1$$)$$ ('],
    ['behind a parameter and a dollar quote', '$1$$)$$ ('],
    ['behind a parameter and a word with dollars', '$1a$$ ('],
    ['behind a name with dollars', 'a$b$ ('],
    ['behind a number, a dot and a name with dollars', '1..a$b$ ('],
    ['behind a comment', '/* ( */ (('],
    ['behind a nested comment', "/* /* ' */ ' */ ("],
    ['behind a line comment', "-- '\n("],
    ['behind a line comment that ends in a carriage return', "-- '\r("],
    ['behind an operator that ends in a comment', "+-- '\n ("],
    ['a bracket', '['],
  ])('%s', (_, text) => {
    expect(seesParenthesis(text)).toBe(true)
  })
})

describe('inside of quotes', () => {
  it.each([
    ["'('"],
    ["'it''s ('"],
    ["E'\\'('"],
    ["e'\\\\\\'('"],
    ["E'a'\n--x\n'\\'('"],
    ["'a'\n'('"],
    ['"("'],
    ['"a""("'],
    ['u&"("'],
    ["U&'('"],
    ['$$($$'],
    ['$a$ $b$ ( $a$'],
    ['$é$($é$'],
    ['-- ('],
    ['/* ( */'],
    ['/* /* */ ( */'],
    ["'never closed ("],
    ['$$ never closed ('],
    ['/* never closed ('],
  ])('%s', (text) => {
    expect(seesParenthesis(text)).toBe(false)
  })
})
