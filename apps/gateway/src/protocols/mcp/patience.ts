import { setTimeout as wait } from 'node:timers/promises'
import type { ServerContext } from '@modelcontextprotocol/server'
import { SallyportError } from '@sallyport/core'
import type { Call, Calls, Refused } from './calls'
import { whileProgressing } from './progress'
import type { Workshop } from './tools/tool'

/** Below the minute after which clients give up that were not told otherwise. */
export const WAIT_SECONDS = 45

/**
 * A call's outcome, as long as the client can wait for it and is there; 'pending' when it is to come back. Throws
 * CANCELLED when it has gone.
 */
export async function patiently<Asked, Outcome>(
  calls: Calls<Asked, Outcome>,
  call: Call<Asked, Outcome>,
  waitMs: number,
  context: ServerContext,
): Promise<Outcome | Refused | 'pending'> {
  const outcome = await untilLate(call, waitMs, context).catch((error: unknown) => {
    calls.forget(call) // nobody was promised anything
    throw error
  })
  if (outcome === 'pending') {
    call.isPromised = true
    return outcome
  }
  calls.forget(call)
  if (outcome !== 'gone') return outcome
  call.cancel()
  throw new SallyportError('CANCELLED', 'the client has gone')
}

async function untilLate<Asked, Outcome>(
  call: Call<Asked, Outcome>,
  waitMs: number,
  context: ServerContext,
): Promise<Outcome | Refused | 'pending' | 'gone'> {
  const { signal } = context.mcpReq
  const over = new AbortController()
  const gone = new Promise<'gone'>((resolve) => {
    if (signal.aborted) resolve('gone')
    signal.addEventListener('abort', () => resolve('gone'), { once: true, signal: over.signal })
  })
  const late = wait(waitMs, 'pending' as const, { signal: over.signal, ref: false })
  late.catch(() => undefined)
  try {
    return await whileProgressing(
      context,
      () => say(call),
      call.news,
      Promise.race([call.outcome, gone, late]),
    )
  } finally {
    over.abort()
  }
}

type Waiting = Pick<Call<unknown, unknown>, 'held'>

function say({ held }: Waiting): string {
  return held ? `held by rule "${held.rule}": waiting for approval at ${held.url}` : 'running'
}

/** What a client is told that is to come back; `again` is what it is to do then. */
export function pending({ held }: Waiting, again: string) {
  const hint = `Call ${again}: you then get its result, once.`
  const status = 'pending' as const
  if (!held) return { status, message: 'it still runs', hint }
  return {
    status,
    message: `held by rule "${held.rule}"${held.message ? `: ${held.message}` : ''}. A person has to approve it.`,
    rule: held.rule,
    link: held.url,
    expiresAt: held.expiresAt.toISOString(),
    hint: `Give a person the link. ${hint}`,
  }
}

/** Where people see what was run and what was answered. */
export function sessionOf(
  { gate }: Pick<Workshop, 'gate'>,
  { sessionId }: { readonly sessionId: string },
): { readonly session?: string } {
  return sessionId ? { session: `${gate.consoleUrl}/sessions/${sessionId}` } : {}
}
