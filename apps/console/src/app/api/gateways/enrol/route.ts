import { BackOff, Enrol, enrol } from '@sallyport/api'
import { SallyportError } from '@sallyport/core'
import { clientAddress } from '~/server/client-address'
import { refusal } from '~/server/refusal'
import { services } from '~/server/services'

const guesses = new BackOff()

/** A new gateway brings the code that an admin made, and gets its credential. Nobody has a cookie or a token here. */
export async function POST(request: Request): Promise<Response> {
  const address = clientAddress(request.headers)
  try {
    if (guesses.waitMs(address) > 0)
      throw new SallyportError('LIMIT_EXCEEDED', 'Too many attempts: wait a while')
    guesses.fail(address)
    const input = Enrol.safeParse(await request.json().catch(() => null))
    if (!input.success) throw new SallyportError('INVALID_INPUT', 'Send { "code": "sp_enrol_…" }')
    const enrolled = await enrol(services().db, input.data)
    guesses.succeed(address)
    return Response.json(enrolled, { headers: { 'Cache-Control': 'no-store' } })
  } catch (error) {
    return refusal(error, 'enrolment')
  }
}
