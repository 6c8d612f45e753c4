import type { ServerContext } from '@modelcontextprotocol/server'

/** Often enough for what stands between, and for clients that count from the last word. */
const EVERY_MS = 10_000

/**
 * Awaits `work`, and tells a client that asked for progress at once when there is `news`, and from then on every ten
 * seconds. Without a token for it there is nothing to tell it by.
 */
export async function whileProgressing<T>(
  { mcpReq }: ServerContext,
  say: () => string,
  news: Promise<void>,
  work: Promise<T>,
): Promise<T> {
  const progressToken = mcpReq._meta?.progressToken
  if (progressToken === undefined) return work
  let progress = 0
  let isOver = false
  const tell = () => {
    if (isOver) return
    progress += 1
    const params = { progressToken, progress, message: say() }
    mcpReq.notify({ method: 'notifications/progress', params }).catch(() => undefined) // a client that is gone
  }
  void news.then(tell)
  const timer = setInterval(tell, EVERY_MS)
  try {
    return await work
  } finally {
    isOver = true
    clearInterval(timer)
  }
}
