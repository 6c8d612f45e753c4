import { AcceptInvitation, acceptInvitation } from '@sallyport/api'
import { answerInvitation } from '~/server/invitation-answer'
import { services } from '~/server/services'

/** Enters whoever has an invitation's code, with the password that they chose; they sign in with it next. */
export function POST(request: Request): Promise<Response> {
  return answerInvitation(request, AcceptInvitation, (input) => acceptInvitation(services().db, input))
}
