import type { AppRouter } from '@sallyport/api'
import { createTRPCClient, httpBatchLink, type TRPCClient } from '@trpc/client'
import superjson from 'superjson'
import type { DemoFile } from '../scripts/launch/demo/demo-file'
import { demoFile } from './product'

export type Api = TRPCClient<AppRouter>

/** Somebody who signed in to the console the way the sign-in page does. */
export interface Person {
  readonly api: Api
  /** The cookies as a browser keeps them. */
  readonly cookies: readonly { readonly name: string; readonly value: string }[]
  /** For what is no procedure, such as a recording. */
  fetch(path: string): Promise<Response>
}

/** The demo's people: Ada is admin, Alan approver, Rita reviewer, Erin engineer and the owner of the agent. */
export type FirstName = 'ada' | 'alan' | 'rita' | 'erin'

export function personOfDemo(name: FirstName, demo = demoFile()): DemoFile['people'][number] {
  const person = demo.people.find(({ email }) => email.startsWith(`${name}@`))
  if (!person) throw new Error(`The demo has no ${name}`)
  return person
}

export async function signIn(name: FirstName, demo = demoFile()): Promise<Person> {
  const { consoleUrl } = demo
  const person = personOfDemo(name, demo)

  const first = await fetch(`${consoleUrl}/api/auth/csrf`)
  const { csrfToken } = (await first.json()) as { csrfToken: string }
  const form = new URLSearchParams({
    csrfToken,
    email: person.email,
    password: person.password,
    json: 'true',
  })
  const second = await fetch(`${consoleUrl}/api/auth/callback/password`, {
    method: 'POST',
    headers: { cookie: headerOf(cookiesOf(first)), origin: consoleUrl },
    body: form,
    redirect: 'manual',
  })
  const cookies = cookiesOf(second)
  if (!cookies.some((cookie) => cookie.name.includes('session-token'))) {
    throw new Error(`${name} could not sign in: ${second.status}`)
  }
  const headers = { cookie: headerOf(cookies), origin: consoleUrl }
  return {
    api: apiWith(headers, consoleUrl),
    cookies,
    fetch: (path) => fetch(consoleUrl + path, { headers }),
  }
}

/** The API as somebody sees it who has a token, or nothing at all. */
export function apiWith(headers: Readonly<Record<string, string>>, consoleUrl = demoFile().consoleUrl): Api {
  const url = `${consoleUrl}/api/trpc`
  return createTRPCClient<AppRouter>({
    links: [httpBatchLink({ url, transformer: superjson, headers: () => ({ ...headers }) })],
  })
}

function cookiesOf(response: Response): { name: string; value: string }[] {
  return response.headers.getSetCookie().map((line) => {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
    return { name, value }
  })
}

function headerOf(cookies: readonly { readonly name: string; readonly value: string }[]): string {
  return cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
}
