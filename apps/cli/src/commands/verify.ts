import { EXIT } from '../exit'
import { usage } from '../options'
import { sayVerification, verifyRecording } from '../verify'
import { type Command, say } from './command'

export const verify: Command = async (call) => {
  const [what, ...more] = call.words
  if (what === undefined) throw usage('Name an exported file or a session.')
  if (more.length > 0) throw usage(`"${more[0]}" is one word too many.`)
  const { url, values } = call
  const found = await verifyRecording({ what, trusted: values.trust, url, token: () => call.token('read') })
  say(call, found, sayVerification(found))
  return found.ok ? EXIT.done : EXIT.failed
}
