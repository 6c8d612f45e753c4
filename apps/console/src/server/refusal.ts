import { toTrpcError } from '@sallyport/api'
import { SallyportError } from '@sallyport/core'
import { getHTTPStatusCodeFromError } from '@trpc/server/http'
import { logError } from './log'

/** What a route answers when it refuses; of an unexpected error never more than that there was one. */
export function refusal(error: unknown, where: string): Response {
  if (error instanceof SallyportError) {
    const status = getHTTPStatusCodeFromError(toTrpcError(error))
    return Response.json({ error: error.code, message: error.message }, { status })
  }
  logError(where, error)
  return Response.json({ error: 'INTERNAL', message: 'Something went wrong on the server' }, { status: 500 })
}
