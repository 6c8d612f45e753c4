import { DETECTOR_CLASSES } from '@sallyport/core'
import { describe, expect, it } from 'vitest'
import { findInClean, MEASURES, measure, measureSecrets } from '../../test/accuracy'
import { readCases } from '../../test/score'
import { NO_SECRETS, SECRETS } from '../../test/secrets'
import { detect } from './detect'
import { compileDetection, NO_DETECTION } from './detection'
import { resolveOverlaps, type Span } from './span'

const ALL = compileDetection(DETECTOR_CLASSES)

const encoder = new TextEncoder()

describe('resolveOverlaps', () => {
  const span = (start: number, end: number, dataClass: Span['dataClass'] = 'phone'): Span => ({
    start,
    end,
    dataClass,
  })

  it.each([
    ['sorts', [span(5, 9), span(0, 3)], [span(0, 3), span(5, 9)]],
    ['leaves neighbours apart', [span(0, 3), span(3, 5)], [span(0, 3), span(3, 5)]],
    ['joins what overlaps', [span(3, 12), span(8, 18)], [span(3, 18)]],
    ['drops what lies inside', [span(0, 9, 'email'), span(2, 4)], [span(0, 9, 'email')]],
    ['takes the class of the longer', [span(0, 4, 'ssn'), span(2, 18, 'card')], [span(0, 18, 'card')]],
    ['joins a row of them', [span(0, 4), span(3, 6), span(5, 9)], [span(0, 9)]],
  ])('%s', (_, spans, resolved) => {
    expect(resolveOverlaps(spans)).toEqual(resolved)
  })
})

describe('detect', () => {
  it('finds all classes in one text', () => {
    const bytes = encoder.encode('jane@example.com, 415-555-0132, 4111111111111111, 536-90-4399')
    expect(detect(bytes, ALL).map(({ dataClass }) => dataClass)).toEqual(['email', 'phone', 'card', 'ssn'])
  })

  it('finds only what was asked for', () => {
    expect(
      detect(encoder.encode('jane@example.com 4111111111111111'), compileDetection(['card'])),
    ).toHaveLength(1)
    expect(detect(encoder.encode('jane@example.com'), NO_DETECTION)).toEqual([])
  })

  it('never begins or ends inside of an escape', () => {
    const text = '"\\njane@example.com\\n" "\\\\u0040" "\\t4111111111111111\\u0020"'
    for (const { start, end } of detect(encoder.encode(text), ALL)) {
      expect(text.slice(0, start)).not.toMatch(/\\$|\\u.{0,3}$/)
      expect(text.slice(0, end)).not.toMatch(/\\$|\\u.{0,3}$/)
    }
  })

  it.each(['a', '@', '1', '\\', '%4', '&#', '\\u', 'é', '\u{1F512}'])(
    'does not fail on bytes cut out of %s',
    (text) => {
      const bytes = encoder.encode(`${text}@example.com 4111 1111 1111 1111 ${text}`)
      for (let start = 0; start < bytes.length; start++) {
        for (let end = start; end <= bytes.length; end++) detect(bytes.subarray(start, end), ALL)
      }
    },
  )
})

/** Repeated to a large size, each was made to catch a detector that is not linear. */
const HOSTILE = [
  'a',
  'a.',
  'a@',
  'a@a.',
  '1-',
  '1 ',
  '1.',
  '12-',
  '123-45-',
  '+1',
  '(1',
  '+1(2)',
  '4111 ',
  '4111',
  '"',
  '\\',
  '\\\\u',
  '%',
  '&#',
  'é',
  '\u{1F512}',
  '@',
  '-',
  'ssn 123456789 ',
  'phone 1234567 ',
  '1.1.1.',
  '415 ',
  '0123 ',
]

describe('on hostile input', () => {
  const patterns = [
    ...new Set([...HOSTILE, ...readCases('adversarial_repeat.json').map(({ repeat }) => repeat ?? '')]),
  ]

  const timeOf = (pattern: string, size: number) => {
    const bytes = encoder.encode(pattern.repeat(Math.ceil(size / pattern.length)))
    const started = process.cpuUsage() // not the clock: the machine may be busy with other things
    detect(bytes, ALL)
    const { user, system } = process.cpuUsage(started)
    return (user + system) / 1000
  }

  it.each(patterns)('stays linear: %j', (pattern) => {
    timeOf(pattern, 4096)
    let [small, large] = [Infinity, Infinity]
    for (let round = 0; round < 5; round++) {
      small = Math.min(small, timeOf(pattern, 131_072))
      large = Math.min(large, timeOf(pattern, 524_288))
      if (small < 200 && large < 6 * Math.max(small, 20)) break
    }
    expect(small).toBeLessThan(200)
    expect(large).toBeLessThan(6 * Math.max(small, 20)) // less says nothing
  })
})

describe('accuracy', () => {
  const others = readCases('alcatraz.json')

  it.runIf(others.length > 0).each(MEASURES)('of $detector on $entity', (one) => {
    const result = measure(one)
    expect(result?.f1, JSON.stringify(result)).toBeGreaterThanOrEqual(one.least)
  })

  it('finds next to nothing in 30,000 clean cells', () => {
    expect(findInClean().length).toBeLessThanOrEqual(3)
  })

  it('finds secrets, and few that are none', () => {
    const { missed, flagged } = measureSecrets()
    expect(missed.length, missed.join('\n')).toBeLessThanOrEqual(SECRETS.length * 0.05)
    expect(flagged.length, flagged.join('\n')).toBeLessThanOrEqual(NO_SECRETS.length * 0.05)
  })

  it.runIf(others.length > 0)('no span crosses a tab or a line end', () => {
    for (const { text } of readCases('alcatraz.json').filter(
      ({ kind }) => kind === 'no_span_crosses_tab_or_newline',
    )) {
      for (const { start, end } of detect(encoder.encode(text), ALL)) {
        expect(text.slice(start, end)).not.toMatch(/[\t\n]/)
      }
    }
  })
})
