import { BackOff } from '@sallyport/api'
import { SallyportError } from '@sallyport/core'
import type { z } from 'zod'
import { clientAddress } from './client-address'
import { refusal } from './refusal'
import { isSameOrigin } from './same-origin'
import { services } from './services'

const GUESSES = Symbol.for('sallyport.invitation-guesses')
type Shared = typeof globalThis & { [GUESSES]?: BackOff }

/** One memory for all routes, which Next may bundle apart. */
function guesses(): BackOff {
  const scope: Shared = globalThis
  scope[GUESSES] ??= new BackOff()
  return scope[GUESSES]
}

/** Answers somebody who brings an invitation's code and is nobody yet. Codes that lead nowhere slow their address down. */
export async function answerInvitation<Input, Answer extends object>(
  request: Request,
  schema: z.ZodType<Input>,
  answer: (input: Input) => Promise<Answer>,
): Promise<Response> {
  const address = clientAddress(request.headers)
  try {
    if (!isSameOrigin(request.headers, services().settings.consoleUrl)) {
      throw new SallyportError('DENIED', 'This request did not come from the console')
    }
    if (guesses().waitMs(address) > 0)
      throw new SallyportError('LIMIT_EXCEEDED', 'Too many attempts: wait a while')
    const input = schema.safeParse(await request.json().catch(() => null))
    if (!input.success) {
      throw new SallyportError('INVALID_INPUT', input.error.issues[0]?.message ?? 'This could not be read')
    }
    guesses().fail(address) // before the slow part, so that attempts at the same time count too
    const answered = await answer(input.data)
    guesses().succeed(address)
    return Response.json(answered, { headers: { 'Cache-Control': 'no-store' } })
  } catch (error) {
    return refusal(error, 'invitation')
  }
}
