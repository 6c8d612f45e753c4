import { agent } from './commands/agent'
import type { Call, Command, Output } from './commands/command'
import { completion } from './commands/completion'
import { connect } from './commands/connect'
import { list } from './commands/list'
import { login, logout } from './commands/login'
import { mcp } from './commands/mcp'
import { apply, exportPolicy, simulate } from './commands/policy'
import { requests, sessions } from './commands/requests'
import { token } from './commands/token'
import { verify } from './commands/verify'
import { whoami } from './commands/whoami'
import { consoleApi, toCommandError } from './console-api'
import type { Env } from './env'
import { CommandError, EXIT } from './exit'
import { type CommandName, HELP } from './help'
import { parse, usage } from './options'
import { accessToken } from './sign-in/access-token'
import { Credentials } from './sign-in/credentials'

const DEFAULT_CONSOLE = 'http://localhost:3000'

const COMMANDS: Readonly<Record<CommandName, Command>> = {
  login,
  logout,
  list,
  connect,
  token,
  requests,
  sessions,
  mcp,
  agent,
  apply,
  export: exportPolicy,
  simulate,
  verify,
  whoami,
  completion,
}
/** Those that take words of their own after their name. */
const WITH_WORDS: ReadonlySet<CommandName> = new Set(['connect', 'agent', 'verify', 'completion'])

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

async function run(args: readonly string[], env: Env, output: Output): Promise<number> {
  const { values, positionals, rest } = parse(args)
  const [name, ...words] = positionals
  if (name === undefined || name === 'help') {
    output.write(HELP[isCommand(words[0]) ? words[0] : 'sallyport'])
    return name === undefined && !values.help ? EXIT.usage : EXIT.done
  }
  if (!isCommand(name)) throw usage(`There is no command "${name}".`)
  if (values.help) {
    output.write(HELP[name])
    return EXIT.done
  }
  if (words.length > 0 && !WITH_WORDS.has(name)) throw usage(`"${words[0]}" is one word too many.`)
  const url = values.console ?? env.console ?? DEFAULT_CONSOLE
  if (!URL.canParse(url)) throw usage(`"${url}" is no address of a console.`)
  try {
    return await COMMANDS[name](makeCall({ url: new URL(url).origin, env, values, words, rest, output }))
  } catch (error) {
    throw toCommandError(error, url)
  }
}

function makeCall(parts: Omit<Call, 'credentials' | 'token' | 'freshToken' | 'api'>): Call {
  const { url, env, values } = parts
  const credentials = new Credentials(env.folder)
  const given = values.token ?? env.token
  const tokenOf: Call['token'] = async (scope) => given ?? accessToken(credentials, url, scope)
  return {
    ...parts,
    credentials,
    token: tokenOf,
    freshToken: async () => given ?? accessToken(credentials, url, 'connect', { isOwn: true }),
    api: async (scope) => consoleApi(url, await tokenOf(scope)),
  }
}

function isCommand(name: string | undefined): name is CommandName {
  return name !== undefined && name !== 'sallyport' && Object.hasOwn(HELP, name)
}
