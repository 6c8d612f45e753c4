import { answerTokenEndpoint } from '@sallyport/api'
import { oauthAnswer, preflight, readForm } from '~/server/oauth-answer'
import { services } from '~/server/services'

export const OPTIONS = preflight

/** The token endpoint: RFC 6749, section 3.2. */
export function POST(request: Request): Promise<Response> {
  return oauthAnswer(async () => answerTokenEndpoint(services(), await readForm(request)))
}
