import { DETECTOR_CLASSES } from '@sallyport/core'
import { compileDetection, detect, RowMasker } from '../src/index'
import { type Corpus, corpora } from './corpora'
import { findByExpressions } from './expressions'

const detection = compileDetection(DETECTOR_CLASSES)
const MEGABYTE = 1_000_000

/** id, title, state, price, date, note: what RowDescription says of the corpus of rows. */
const COLUMNS = [23, 25, 25, 1700, 1082, 25].map((typeOid) => ({
  column: { typeOid, typeModifier: -1, format: 0 as const },
  mask: null,
}))

/** `npm run bench -- masking`: MB per CPU-second by kind of data, beside a regular expression for each detector. */
export function runMaskingBench(): void {
  console.log(
    'kind            MB/CPU-s   goal   expressions   times   spans, and other spans than the expressions’',
  )
  for (const corpus of corpora(4 * MEGABYTE)) {
    const ours = rate(corpus, scannerOf(corpus))
    const theirs = rate(corpus, scanByExpressions)
    const [spans, others] = compare(corpus)
    console.log(
      corpus.name.padEnd(14),
      ours.toFixed(0).padStart(9),
      String(corpus.goal).padStart(6),
      theirs.toFixed(1).padStart(13),
      (ours / theirs).toFixed(1).padStart(7),
      `  ${spans}, ${others}`,
    )
  }
}

function scannerOf({ areRows }: Corpus): (bytes: Uint8Array) => number {
  if (!areRows) return (bytes) => detect(bytes, detection).length
  const masker = new RowMasker(COLUMNS, detection, new Uint8Array(32))
  return (bytes) => masker.mask(bytes).masked
}

function scanByExpressions(bytes: Uint8Array): number {
  return findByExpressions(bytes).length
}

/** The best of several rounds of CPU time: other work on the machine only ever makes it worse. */
function rate({ buffers }: Corpus, scan: (bytes: Uint8Array) => number): number {
  const size = buffers.reduce((sum, { length }) => sum + length, 0)
  let best = 0
  for (let round = 0; round < 5; round++) {
    const started = process.cpuUsage()
    for (const bytes of buffers) scan(bytes)
    const { user, system } = process.cpuUsage(started)
    best = Math.max(best, size / MEGABYTE / ((user + system) / 1_000_000))
  }
  return best
}

/** Of the distinct buffers: how many spans were found, and how many that the expressions see otherwise. */
function compare({ name, buffers, areRows }: Corpus): [spans: number, others: number] {
  if (areRows || name === 'hostile') return [0, 0]
  let spans = 0
  let others = 0
  for (const bytes of new Set(buffers)) {
    const ours = detect(bytes, detection).map(({ start, end }) => `${start}-${end}`)
    const theirs = new Set(findByExpressions(bytes).map(({ start, end }) => `${start}-${end}`))
    spans += ours.length
    for (const span of ours) if (!theirs.delete(span)) others++
    others += theirs.size
  }
  return [spans, others]
}
