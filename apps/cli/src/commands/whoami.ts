import { EXIT } from '../exit'
import { type Command, say } from './command'

export const whoami: Command = async (call) => {
  const api = await call.api('read')
  const me = await api.me.get.query()
  say(call, me, `${me.name} <${me.email ?? 'no e-mail'}>, ${me.role} of ${me.organization}\n`)
  return EXIT.done
}
