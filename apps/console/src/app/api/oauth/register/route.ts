import { registerClient } from '@sallyport/api'
import { oauthAnswer, preflight } from '~/server/oauth-answer'
import { services } from '~/server/services'

export const OPTIONS = preflight
const CREATED = 201

/** Dynamic registration of programs: RFC 7591. */
export function POST(request: Request): Promise<Response> {
  return oauthAnswer(
    async () => registerClient(services().db, await request.json().catch(() => null)),
    CREATED,
  )
}
