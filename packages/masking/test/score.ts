import { existsSync, readFileSync } from 'node:fs'
import type { DetectorClass } from '@sallyport/core'
import { compileDetection, detect } from '../src/index'

const CASES = new URL('../../../../shared/cases/', import.meta.url)

/** Cases from outside that need not be there. */
export function readCases<C = Case>(file: string): readonly C[] {
  const url = new URL(file, CASES)
  if (!existsSync(url)) return []
  const { cases }: { cases: readonly C[] } = JSON.parse(readFileSync(url, 'utf8'))
  return cases
}

export interface Case {
  readonly entity?: string
  readonly kind?: string
  readonly tier?: string
  readonly text: string
  readonly n?: number
  readonly expected?: boolean
  readonly spans: readonly (readonly [number, number, string?])[] | null
  readonly repeat?: string
}

export interface Score {
  readonly right: number
  readonly missed: readonly string[]
  readonly wrong: readonly string[]
  readonly f1: number
}

/** A span counts when it is exactly the expected one; code points on both sides. */
export function score(cases: readonly Case[], name: DetectorClass, entity: string): Score {
  let right = 0
  const missed: string[] = []
  const wrong: string[] = []
  for (const { text, spans } of cases) {
    const expected = new Set(
      (spans ?? [])
        .filter(([, , type]) => (type ?? entity) === entity)
        .map(([start, end]) => `${start}-${end}`),
    )
    const shown = (span: string) => {
      const [start, end] = span.split('-').map(Number)
      return `${JSON.stringify(Array.from(text).slice(start, end).join(''))} in ${JSON.stringify(text)}`
    }
    for (const span of findSpans(text, name)) {
      if (expected.delete(span)) right++
      else wrong.push(shown(span))
    }
    missed.push(...[...expected].map(shown))
  }
  return { right, missed, wrong, f1: (2 * right) / (2 * right + missed.length + wrong.length) }
}

function findSpans(text: string, name: DetectorClass): string[] {
  const bytes = new TextEncoder().encode(text)
  const codePoints = (end: number) => Array.from(new TextDecoder().decode(bytes.subarray(0, end))).length
  return detect(bytes, compileDetection([name])).map(
    ({ start, end }) => `${codePoints(start)}-${codePoints(end)}`,
  )
}
