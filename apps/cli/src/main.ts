import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { stringify } from 'yaml'
import { type ConsoleApi, consoleApi, fieldsOf, toCommandError } from './console-api'
import type { Env } from './env'
import { CommandError, EXIT } from './exit'
import { type Command, HELP } from './help'
import { invalid, type PolicySource, readPolicyFile } from './policy-file'
import { sayPlan } from './say-plan'
import { saySimulation } from './say-simulation'
import { sayVerification, verifyRecording } from './verify'

export interface Output {
  readonly write: (text: string) => void
  readonly complain: (text: string) => void
}

const OPTIONS = {
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
} as const

const DEFAULT_CONSOLE = 'http://localhost:3000'
const SCHEMA_LINE = '# yaml-language-server: $schema=./docs/sallyport.schema.json\n'

/** Runs one command and says what it ends with. */
export async function main(args: readonly string[], env: Env, output: Output): Promise<number> {
  const isJson = args.includes('--json')
  try {
    return await run(args, env, output)
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    const { message, problems, exit } = error
    if (isJson) output.write(`${JSON.stringify({ error: message, problems })}\n`)
    else output.complain(`${message}\n`)
    return exit
  }
}

type Values = ReturnType<typeof parse>['values']

interface Call {
  readonly api: ConsoleApi
  readonly url: string
  readonly values: Values
  readonly output: Output
}

async function run(args: readonly string[], env: Env, output: Output): Promise<number> {
  const { values, positionals } = parse(args)
  const [name, ...more] = positionals
  if (name === undefined || name === 'help') {
    output.write(HELP[isCommand(more[0]) ? more[0] : 'sallyport'])
    return name === undefined && !values.help ? EXIT.usage : EXIT.done
  }
  if (!isCommand(name)) throw usage(`There is no command "${name}".`)
  if (values.help) {
    output.write(HELP[name])
    return EXIT.done
  }
  const [what, ...rest] = name === 'verify' ? more : [undefined, ...more]
  if (rest.length > 0) throw usage(`"${rest[0]}" is one word too many.`)
  const url = values.console ?? env.console ?? DEFAULT_CONSOLE
  if (!URL.canParse(url)) throw usage(`"${url}" is no address of a console.`)
  const token = values.token ?? env.token
  if (name === 'verify') return verify({ url, token, values, output }, what)
  if (!token) throw usage('Give a token: --token, or SALLYPORT_TOKEN. Your account page makes one.')
  try {
    return await COMMANDS[name]({ api: consoleApi(url, token), url, values, output })
  } catch (error) {
    throw toCommandError(error, url)
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true })
  } catch (error) {
    throw usage(error instanceof Error ? error.message : 'The command cannot be read.')
  }
}

function isCommand(name: string | undefined): name is Command {
  return name !== undefined && name !== 'sallyport' && Object.hasOwn(HELP, name)
}

function usage(message: string): CommandError {
  return new CommandError(EXIT.usage, `${message}\n"sallyport --help" says how it is used.`)
}

const COMMANDS: Readonly<Record<Exclude<Command, 'verify'>, (call: Call) => Promise<number>>> = {
  apply,
  export: exportPolicy,
  simulate,
  whoami,
}

async function apply({ api, values, output }: Call): Promise<number> {
  const source = await readPolicyFile(fileOf(values))
  const input = { file: source.content as never, prune: values.prune }
  const plan = await located(source, api.policyFile.plan.mutate(input))
  const say = (done: boolean) => {
    if (values.json) output.write(`${JSON.stringify({ ...plan, applied: done })}\n`)
    else output.write(`${sayPlan(plan)}${done ? 'Applied.\n' : ''}`)
  }
  if (values.plan) {
    say(false)
    return values['exit-code'] && plan.hasChanges ? EXIT.changes : EXIT.done
  }
  await located(source, api.policyFile.applyPlan.mutate({ ...input, plan: plan.id }))
  say(true)
  return EXIT.done
}

async function exportPolicy({ api, values, output }: Call): Promise<number> {
  const file = await api.policyFile.export.query()
  const words = values.json ? `${JSON.stringify(file)}\n` : SCHEMA_LINE + stringify(file, { lineWidth: 110 })
  if (values.output === undefined) output.write(words)
  else await writeFile(values.output, words, { mode: 0o644 })
  return EXIT.done
}

async function simulate({ api, url, values, output }: Call): Promise<number> {
  const source = await readPolicyFile(fileOf(values))
  const days = Number(values.days)
  if (!Number.isInteger(days) || days < 1 || days > 90) throw usage('--days is a number from 1 to 90.')
  const input = { file: source.content as never, prune: values.prune, days }
  const result = await located(source, api.policyFile.simulate.mutate(input))
  output.write(values.json ? `${JSON.stringify(result)}\n` : saySimulation(result, url))
  const { newlyHeld, newlyDenied, newlyAllowed } = result
  return values['exit-code'] && newlyHeld + newlyDenied + newlyAllowed > 0 ? EXIT.changes : EXIT.done
}

async function verify(
  { url, token, values, output }: Omit<Call, 'api'> & { readonly token: string | undefined },
  what: string | undefined,
): Promise<number> {
  if (what === undefined) throw usage('Name an exported file or a session.')
  const found = await verifyRecording({ what, trusted: values.trust, url, token })
  output.write(values.json ? `${JSON.stringify(found)}\n` : sayVerification(found))
  return found.ok ? EXIT.done : EXIT.failed
}

async function whoami({ api, values, output }: Call): Promise<number> {
  const me = await api.me.get.query()
  const words = `${me.name} <${me.email ?? 'no e-mail'}>, ${me.role} of ${me.organization}\n`
  output.write(values.json ? `${JSON.stringify(me)}\n` : words)
  return EXIT.done
}

function fileOf({ file }: Values): string {
  if (file === undefined) throw usage('Name the policy file: -f sallyport.yaml')
  return file
}

/** What the console says of a field, said of its line. */
async function located<Result>(source: PolicySource, call: Promise<Result>): Promise<Result> {
  try {
    return await call
  } catch (error) {
    const fields = Object.entries(fieldsOf(error)).filter(([field]) => field.startsWith('file'))
    const about = fields.length > 0 ? fields : Object.entries(fieldsOf(error))
    if (about.length === 0) throw error
    throw invalid(
      about.flatMap(([field, messages]) =>
        messages.map((message) => source.locate(field.replace(/^file\.?/, ''), message)),
      ),
    )
  }
}
