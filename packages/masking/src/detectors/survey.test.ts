import { DETECTOR_CLASSES } from '@sallyport/core'
import { describe, expect, it } from 'vitest'
import { corpora } from '../../bench/corpora'
import { cleanCells, numbers } from '../../test/clean-cells'
import { readCases } from '../../test/score'
import { SECRETS } from '../../test/secrets'
import { run } from './detect'
import { compileDetection } from './detection'
import { Survey, takeSurvey } from './survey'

const encoder = new TextEncoder()
const each = DETECTOR_CLASSES.map((name) => compileDetection([name]))
const survey = new Survey()

/** What a survey would be that leaves nothing out: every place is a candidate for all that could stand there. */
function surveyEverything(bytes: Uint8Array): Survey {
  const all = new Survey()
  all.clear(bytes.length)
  all.found = 0xffff
  const isDigit = (at: number) => /\d/.test(String.fromCharCode(bytes[at] ?? 0))
  const isLetter = (at: number) => /[a-z]/i.test(String.fromCharCode(bytes[at] ?? 0))
  for (const [at, byte] of bytes.entries()) {
    const character = String.fromCharCode(byte)
    if (isDigit(at) && !isDigit(at - 1)) {
      let end = at
      while (isDigit(end)) end++
      all.starts[all.groups] = at
      all.ends[all.groups++] = end
      if (isLetter(at - 1) && isLetter(at - 2) && !isLetter(at - 3) && !isDigit(at - 3) && isDigit(at + 1))
        all.accounts.push(at)
    }
    if (character === '@') all.ats.push(at)
    if (character === ':' || character === '=') all.signs.push(at)
    if (':-.'.includes(character)) all.pairs.push(at)
    if (!isLetter(at - 1) && !isDigit(at - 1)) all.tokens.push(at)
    if (new TextDecoder().decode(bytes.subarray(at - 4, at + 1)) === '-----') all.dashes.push(at)
    if (new TextDecoder().decode(bytes.subarray(at - 2, at + 1)) === 'eyJ') all.braces.push(at)
  }
  return all
}

/** What a detector finds among the candidates, and what it finds when it looks everywhere. */
function compare(text: string): void {
  const bytes = encoder.encode(text)
  const all = surveyEverything(bytes)
  for (const detection of each) {
    takeSurvey(survey, bytes)
    expect(run(bytes, detection, survey), `${detection.detectors[0]} in ${JSON.stringify(text)}`).toEqual(
      run(bytes, detection, all),
    )
  }
}

describe('a survey passes over nothing that a detector finds', () => {
  it.each(['presidio_recognizers.json', 'presidio_research_synth_v2.json', 'alcatraz.json'])(
    'in %s',
    (file) => {
      for (const { text } of readCases(file)) if (typeof text === 'string') compare(text)
    },
  )

  it('in what the bench reads', () => {
    for (const { buffers } of corpora(1)) {
      for (const bytes of buffers.slice(0, 500)) compare(new TextDecoder().decode(bytes.subarray(0, 2_000)))
    }
  })

  it('in secrets and clean cells', () => {
    for (const [text] of SECRETS) compare(text)
    for (const text of cleanCells(3_000)) compare(text)
  })

  it('in values that are put together at random', () => {
    const next = numbers(11)
    const parts = [
      'AB',
      '12',
      '123',
      '1234',
      '2024-01-31',
      '12:30',
      '-',
      ' ',
      '.',
      ':',
      '::',
      '/',
      '+',
      '(',
      ')',
      '_',
      '=',
      '@',
      'a.b',
      'example.com',
      '415',
      '555',
      '0132',
      '4111',
      '1111',
      'DE89',
      '3704',
      '0044',
      '0532',
      '0130',
      '00',
      'X',
      'Z',
      'key',
      'password',
      'token',
      'eyJhbGciOi',
      'AKIA',
      '12345678',
      '536',
      '90',
      '4399',
      '10',
      '192.168.1.1',
      'fe80',
      'aa',
      'ssn ',
      'phone ',
      'é',
      '\u2011',
      '"',
      ',',
      '\t',
    ]
    for (let round = 0; round < 20_000; round++) {
      const count = 1 + Math.floor(next() * 9)
      compare(Array.from({ length: count }, () => parts[Math.floor(next() * parts.length)]).join(''))
    }
  })
})
