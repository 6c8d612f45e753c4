import { OpenInvitation, openInvitation } from '@sallyport/api'
import { answerInvitation } from '~/server/invitation-answer'
import { services } from '~/server/services'

/** Says whose invitation it is, to whoever has its code. */
export function POST(request: Request): Promise<Response> {
  return answerInvitation(request, OpenInvitation, (input) => openInvitation(services().db, input))
}
