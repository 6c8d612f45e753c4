import type { AppRouter } from '@sallyport/api'
import { createTRPCClient, httpLink, TRPCClientError } from '@trpc/client'
import superjson from 'superjson'
import { CommandError, EXIT } from './exit'

/** A simulation reads up to ninety days. */
const TIMEOUT_MS = 5 * 60_000

export function consoleApi(url: string, token: string) {
  return createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: new URL('/api/trpc', url).href,
        transformer: superjson,
        headers: { authorization: `Bearer ${token}` },
        fetch: (input, init) => fetch(input, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) }),
      }),
    ],
  })
}

export type ConsoleApi = ReturnType<typeof consoleApi>

/** Why the console did not do it, as the command's own end. */
export function toCommandError(error: unknown, url: string): unknown {
  if (!(error instanceof TRPCClientError)) return error
  const { data } = error as TRPCClientError<AppRouter>
  if (!data) return new CommandError(EXIT.unreachable, `The console at ${url} does not answer.`)
  const words = data.hint ? `${error.message}\n${data.hint}` : error.message
  if (data.error === 'UNAUTHENTICATED')
    return new CommandError(
      EXIT.refused,
      'The token is not valid: sign in again (sallyport login), or make another on your account page.',
    )
  if (data.error === 'UNAVAILABLE') return new CommandError(EXIT.unreachable, words)
  return new CommandError(data.error === 'DENIED' ? EXIT.refused : EXIT.failed, words)
}

/** Messages by the path of the input's field; empty where it is not about the input. */
export function fieldsOf(error: unknown): Readonly<Record<string, readonly string[]>> {
  if (!(error instanceof TRPCClientError)) return {}
  const { data } = error as TRPCClientError<AppRouter>
  return data?.error === 'INVALID_INPUT' ? data.fields : {}
}
