import { beginDevice, optional, required } from '@sallyport/api'
import { oauthAnswer, preflight, readForm } from '~/server/oauth-answer'
import { services } from '~/server/services'

export const OPTIONS = preflight

/** A program without a browser asks for a code to show: RFC 8628, section 3.1. */
export function POST(request: Request): Promise<Response> {
  return oauthAnswer(async () => {
    const form = await readForm(request)
    return beginDevice(services(), { clientId: required(form, 'client_id'), scope: optional(form, 'scope') })
  })
}
