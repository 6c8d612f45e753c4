import { spawn } from 'node:child_process'
import { EXIT } from '../exit'
import { withToken } from '../sign-in/access-token'
import { signInByBrowser } from '../sign-in/by-browser'
import { signInByDevice } from '../sign-in/by-device'
import { discover, post } from '../sign-in/server'
import { type Command, say } from './command'

const SCOPE = 'connect read'

/** Signs a person in, and keeps what renews their tokens. */
export const login: Command = async (call) => {
  const { url, values, output, credentials } = call
  const server = await discover(url)
  const scope = values.scope ?? SCOPE
  const answer = values.device
    ? await signInByDevice(server, scope, ({ user_code, verification_uri, verification_uri_complete }) =>
        output.complain(
          `Open ${verification_uri} in a browser and enter ${user_code}\n(or open ${verification_uri_complete})\n`,
        ),
      )
    : await signInByBrowser(server, scope, (address) => {
        output.complain(`Your browser opens. If it does not, open this address in it:\n${address}\n`)
        openBrowser(address, call.env.inherited)
      })
  await credentials.change(url, async () => ({ next: withToken({ tokens: {} }, answer), result: null }))
  say(call, { console: url, scope }, `Signed in to ${url}.\n`)
  return EXIT.done
}

/** Gives the access back, and forgets it. */
export const logout: Command = async (call) => {
  const { url, credentials } = call
  const kept = await credentials.get(url)
  if (kept) {
    const { revocation_endpoint } = await discover(url)
    await post(revocation_endpoint, { token: kept.refreshToken })
    await credentials.change(url, async () => ({ next: null, result: null }))
  }
  say(
    call,
    { console: url, signedOut: kept !== null },
    kept ? `Signed out of ${url}.\n` : 'You were not signed in.\n',
  )
  return EXIT.done
}

const OPENERS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
}

function openBrowser(address: string, env: Readonly<Record<string, string | undefined>>): void {
  const [program, ...words] = OPENERS[process.platform] ?? ['xdg-open']
  const child = spawn(program, [...words, address], { stdio: 'ignore', detached: true, env: { ...env } })
  child.on('error', () => undefined) // there is no browser here: the address was printed
  child.unref()
}
