import type { AppRouter } from '@sallyport/api'
import { createTRPCClient, httpBatchLink, type TRPCClient } from '@trpc/client'
import superjson from 'superjson'
import { demoFile } from './product'

export type Api = TRPCClient<AppRouter>

/** Somebody who signed in to the console the way the sign-in page does. */
export interface Person {
  readonly api: Api
  /** For what is no procedure, such as a recording. */
  fetch(path: string): Promise<Response>
}

const FIRST_NAMES = { ada: 'admin', alan: 'approver', rita: 'reviewer', erin: 'engineer' } as const

/** By the first name of the demo's people: Ada is admin, Alan approver, Rita reviewer, Erin engineer. */
export async function signIn(name: keyof typeof FIRST_NAMES): Promise<Person> {
  const { consoleUrl, people } = demoFile()
  const person = people.find(({ email }) => email.startsWith(`${name}@`))
  if (!person) throw new Error(`The demo has no ${name}`)

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
    headers: { cookie: cookiesOf(first), origin: consoleUrl },
    body: form,
    redirect: 'manual',
  })
  const headers = { cookie: cookiesOf(second), origin: consoleUrl }
  if (!headers.cookie.includes('session-token'))
    throw new Error(`${name} could not sign in: ${second.status}`)
  return { api: apiWith(headers), fetch: (path) => fetch(consoleUrl + path, { headers }) }
}

/** The API as somebody sees it who has a token, or nothing at all. */
export function apiWith(headers: Readonly<Record<string, string>>): Api {
  const url = `${demoFile().consoleUrl}/api/trpc`
  return createTRPCClient<AppRouter>({
    links: [httpBatchLink({ url, transformer: superjson, headers: () => ({ ...headers }) })],
  })
}

function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}
