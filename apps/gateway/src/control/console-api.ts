import type { AppRouter } from '@sallyport/api'
import { SallyportError } from '@sallyport/core'
import { createTRPCClient, httpLink, TRPCClientError } from '@trpc/client'
import superjson from 'superjson'

const TIMEOUT_MS = 10_000

/** The console's procedures for gateways, called with this gateway's own credential. */
export function createConsoleApi(consoleUrl: string, gatewayToken: string) {
  const client = createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: new URL('/api/trpc', consoleUrl).href,
        transformer: superjson,
        headers: { authorization: `Bearer ${gatewayToken}` },
        fetch: (input, init) => fetch(input, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) }),
      }),
    ],
  })
  return client.gateway
}

export type ConsoleApi = ReturnType<typeof createConsoleApi>

/** Calls the console; its refusals become ours, and a console that does not answer is UNAVAILABLE. */
export async function call<T>(procedure: () => Promise<T>): Promise<T> {
  try {
    return await procedure()
  } catch (cause) {
    const data = cause instanceof TRPCClientError ? (cause as TRPCClientError<AppRouter>).data : null
    if (data && cause instanceof Error) {
      throw new SallyportError(data.error, cause.message, { cause, ...(data.hint && { hint: data.hint }) })
    }
    throw new SallyportError('UNAVAILABLE', 'the console does not answer', {
      cause,
      hint: 'Try again in a moment.',
    })
  }
}
