import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { PlainError } from '../scripts/run.mjs'

export const HELP = `npm run bench -- [--seconds 3] [--rounds 3] [--tls] [WORD …]

  --seconds   how long each measurement lasts
  --rounds    how often every route is measured there and back
  --tls       clients, PgBouncer, the gateway and the target all speak TLS
  --statements  how many recorded statements are searched (1000000)
  --keep      a folder in which they stay, and are found by the next search
  masking     how fast values are searched and masked, by kind of data
  search      how fast recorded statements are found
  pages       how much script pages load, how soon they show, and how soon 100,000 sessions are listed
  WORD        only the workloads that have one of the words in their name: prepared, "8 clients", customers
`

/** What the command line asks for, checked. */
export function checkOptions(args) {
  const { values, positionals } = parse(args)
  return {
    help: values.help,
    tls: values.tls,
    seconds: wholeNumber('--seconds', values.seconds),
    rounds: wholeNumber('--rounds', values.rounds),
    statements: wholeNumber('--statements', values.statements),
    keep: values.keep ? resolve(values.keep) : null,
    words: positionals,
  }
}

function parse(args) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        seconds: { type: 'string', default: '3' },
        rounds: { type: 'string', default: '3' },
        statements: { type: 'string', default: '1000000' },
        keep: { type: 'string' },
        help: { type: 'boolean', default: false },
        tls: { type: 'boolean', default: false },
      },
    })
  } catch (error) {
    throw new PlainError(`${error.message}\n\n${HELP}`)
  }
}

function wholeNumber(name, text) {
  if (/^[1-9]\d{0,7}$/.test(text)) return Number(text)
  throw new PlainError(`${name} must be a whole number from 1, and is "${text}".`)
}
