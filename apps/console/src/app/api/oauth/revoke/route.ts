import { required, revokeByProgram } from '@sallyport/api'
import { oauthAnswer, preflight, readForm } from '~/server/oauth-answer'
import { services } from '~/server/services'

export const OPTIONS = preflight

/** A program gives its access back: RFC 7009. */
export function POST(request: Request): Promise<Response> {
  return oauthAnswer(async () => {
    const form = await readForm(request)
    await revokeByProgram(services(), required(form, 'token'), required(form, 'client_id'))
    return null
  })
}
