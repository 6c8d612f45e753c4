import { findInClean, MEASURES, measure, measureSecrets } from './accuracy'
import { NO_SECRETS, SECRETS } from './secrets'

/** `npm run accuracy`: the table, and with a detector's name what it missed and what it should not have found. */
const [chosen] = process.argv.slice(2)
console.log('detector     entity                       found missed wrong  precision recall F1     goal')
for (const one of MEASURES) {
  const result = measure(one)
  if (!result) continue
  const { right, missed, wrong, f1 } = result
  const ratio = (part: number, whole: number) => (whole === 0 ? 1 : part / whole).toFixed(3)
  console.log(
    one.detector.padEnd(12),
    one.entity.padEnd(28),
    String(right).padStart(5),
    String(missed.length).padStart(6),
    String(wrong.length).padStart(5),
    ` ${ratio(right, right + wrong.length)}    `,
    ratio(right, right + missed.length),
    f1.toFixed(3),
    f1 >= one.least ? ` ${one.least}` : ` below ${one.least}`,
  )
  if (chosen === one.detector || chosen === one.entity) {
    for (const text of missed) console.log('  missed', text)
    for (const text of wrong) console.log('  wrong ', text)
  }
}

const { missed, flagged } = measureSecrets()
console.log(
  `secrets: ${SECRETS.length - missed.length} of ${SECRETS.length} found, ${flagged.length} of ${NO_SECRETS.length} others flagged`,
)
const clean = findInClean()
console.log(`clean cells: something found in ${clean.length} of 30,000`)
if (chosen === 'secret') for (const text of [...missed, ...flagged]) console.log('  ', text)
if (chosen === 'clean') for (const text of clean) console.log('  ', text)
