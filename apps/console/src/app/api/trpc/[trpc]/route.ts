import { appRouter } from '@sallyport/api'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { getHTTPStatusCodeFromError } from '@trpc/server/http'
import { requestContext } from '~/server/context'
import { logError } from '~/server/log'
import { isSameOrigin } from '~/server/same-origin'
import { services } from '~/server/services'

const ENDPOINT = '/api/trpc'

function handle(request: Request): Promise<Response> {
  return fetchRequestHandler({
    endpoint: ENDPOINT,
    req: request,
    router: appRouter,
    createContext: requestContext,
    onError: ({ error, path = '' }) => {
      if (getHTTPStatusCodeFromError(error) >= 500) logError('tRPC', error.cause ?? error, { path })
    },
  })
}

/** Queries and subscriptions; tRPC takes no mutation by GET. */
export const GET = handle

export async function POST(request: Request): Promise<Response> {
  if (!isSameOrigin(request.headers, services().settings.consoleUrl)) {
    return new Response('This request did not come from the console', { status: 403 })
  }
  return handle(request)
}
