import { EXIT } from '../exit'
import { usage } from '../options'
import { type Command, say } from './command'

/** Prints a token, for programs that want one: PGPASSWORD=$(sallyport token). */
export const token: Command = async (call) => {
  const { scope = 'connect' } = call.values
  if (scope !== 'connect' && scope !== 'read' && scope !== 'manage')
    throw usage('--scope is connect, read or manage.')
  const found = await call.token(scope)
  say(call, { token: found, scope }, `${found}\n`)
  return EXIT.done
}
