import { parseArgs } from 'node:util'
import { PlainError } from '../scripts/run.mjs'

export const HELP = `npm run conformance -- [--list] [WORD …]

  --list        says which suites there are
  --messages    how many mutated messages the fuzzing sends (1000000)
  --statements  how many random statements sqlsmith makes (3000; about 100,000 are an hour's worth)
  --rounds      how often the trial of crashes kills the gateway, and half as often the console (200)
  --outage      for how many seconds the network is cut (600)
  --seed        where the randomness of all begins (1)
  WORD          only the suites that have one of the words in their name: regression, clients, fuzz;
                mcp runs the Model Context Protocol's own suite against the gateway, and only that
`

/** What the command line asks for, checked. */
export function checkOptions(args) {
  const { values, positionals } = parse(args)
  return {
    help: values.help,
    list: values.list,
    messages: wholeNumber('--messages', values.messages),
    statements: wholeNumber('--statements', values.statements),
    rounds: wholeNumber('--rounds', values.rounds),
    outage: wholeNumber('--outage', values.outage),
    seed: wholeNumber('--seed', values.seed),
    words: positionals,
  }
}

function parse(args) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        list: { type: 'boolean', default: false },
        messages: { type: 'string', default: '1000000' },
        statements: { type: 'string', default: '3000' },
        rounds: { type: 'string', default: '200' },
        outage: { type: 'string', default: '600' },
        seed: { type: 'string', default: '1' },
        help: { type: 'boolean', default: false },
      },
    })
  } catch (error) {
    throw new PlainError(`${error.message}\n\n${HELP}`)
  }
}

function wholeNumber(name, text) {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new PlainError(`${name} must be a whole number from 1, and is "${text}".`)
}
