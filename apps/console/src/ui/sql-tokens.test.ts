import { describe, expect, it } from 'vitest'
import { sqlTokens } from './sql-tokens'

const kinds = (text: string) =>
  sqlTokens(text)
    .filter(({ text: part }) => part.trim())
    .map(({ kind, text: part }) => `${kind} ${part}`)

describe('sqlTokens', () => {
  it.each([
    ['knows keywords in any case', 'dRoP Table x', ['keyword dRoP', 'keyword Table', 'identifier x']],
    ['keeps a doubled quote inside a string', "'it''s'", ["string 'it''s'"]],
    ['keeps what is inside a dollar quote', '$a$ DROP $b$ $a$', ['string $a$ DROP $b$ $a$']],
    ['ends a line comment at the line', '-- DROP\nx', ['comment -- DROP', 'identifier x']],
    ['ends a block comment', '/* a */x', ['comment /* a */', 'identifier x']],
    ['takes an open string to the end', "'abc", ["string 'abc"]],
    ['tells parameters from numbers', '$1 + 1.5e3', ['parameter $1', 'other +', 'number 1.5e3']],
    ['takes a quoted identifier whole', '"a b"', ['identifier "a b"']],
  ])('%s', (_, text, expected) => {
    expect(kinds(text)).toEqual(expected)
  })

  it('loses no character', () => {
    const text = 'SELECT $$a, "b", \'c\', /* d -- $9 €\u0000 \\ 漢字 x$y - / $ 5a'
    expect(
      sqlTokens(text)
        .map((token) => token.text)
        .join(''),
    ).toBe(text)
  })

  it('is linear in the length of the text', () => {
    const started = performance.now()
    sqlTokens(`${"/* $a$ ' ".repeat(20_000)}${"'".repeat(20_000)}`)
    expect(performance.now() - started).toBeLessThan(1_000)
  })
})
