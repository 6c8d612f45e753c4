import { defaultShouldDehydrateQuery, QueryClient } from '@tanstack/react-query'
import { TRPCClientError } from '@trpc/client'
import superjson from 'superjson'

const STALE_MS = 15_000
const MAX_RETRIES = 2

/** One per request on the server, one per tab in the browser. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // Above zero: what the server fetched is not fetched again as soon as the browser wakes up.
        staleTime: STALE_MS,
        retry: (failures, error) => failures < MAX_RETRIES && !isAnswer(error),
      },
      dehydrate: {
        serializeData: superjson.serialize,
        // Pending ones too: the page streams, and the browser waits for the server's own promise.
        shouldDehydrateQuery: (query) =>
          defaultShouldDehydrateQuery(query) || query.state.status === 'pending',
      },
      hydrate: { deserializeData: superjson.deserialize },
    },
  })
}

/** The server did answer, with no: asking again changes nothing. */
function isAnswer(error: unknown): boolean {
  return error instanceof TRPCClientError && error.data?.httpStatus < 500
}
