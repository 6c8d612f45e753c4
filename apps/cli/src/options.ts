import { parseArgs } from 'node:util'
import { CommandError, EXIT } from './exit'

export const OPTIONS = {
  console: { type: 'string' },
  token: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
  file: { type: 'string', short: 'f' },
  output: { type: 'string', short: 'o' },
  plan: { type: 'boolean', default: false },
  prune: { type: 'boolean', default: false },
  days: { type: 'string', default: '7' },
  'exit-code': { type: 'boolean', default: false },
  trust: { type: 'string', multiple: true },
  device: { type: 'boolean', default: false },
  scope: { type: 'string' },
  port: { type: 'string' },
  print: { type: 'boolean', default: false },
  status: { type: 'string' },
  connection: { type: 'string' },
  live: { type: 'boolean', default: false },
  limit: { type: 'string', default: '20' },
} as const

export type Values = ReturnType<typeof parse>['values']

/** The words before `--`, read; what stands behind it is somebody else's. */
export function parse(args: readonly string[]) {
  const end = args.indexOf('--')
  const own = end < 0 ? args : args.slice(0, end)
  try {
    const { values, positionals } = parseArgs({ args: [...own], options: OPTIONS, allowPositionals: true })
    return { values, positionals, rest: end < 0 ? [] : args.slice(end + 1) }
  } catch (error) {
    throw usage(error instanceof Error ? error.message : 'The command cannot be read.')
  }
}

export function usage(message: string): CommandError {
  return new CommandError(EXIT.usage, `${message}\n"sallyport --help" says how it is used.`)
}

/** A whole number within bounds. */
export function numberOf(text: string | undefined, name: string, from: number, to: number): number {
  const number = Number(text)
  if (Number.isInteger(number) && number >= from && number <= to) return number
  throw usage(`--${name} is a number from ${from} to ${to}.`)
}
