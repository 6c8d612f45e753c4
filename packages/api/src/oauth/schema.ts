import { TOKEN_SCOPES } from '@sallyport/core'
import { z } from 'zod'

const Parameter = z.string().max(2_000)

/** What comes to the authorization endpoint: RFC 6749, 7636 and 8707. */
export const Authorization = z.object({
  response_type: Parameter.optional(),
  client_id: Parameter.default(''),
  redirect_uri: Parameter.optional(),
  scope: Parameter.optional(),
  state: Parameter.optional(),
  resource: Parameter.optional(),
  code_challenge: Parameter.optional(),
  code_challenge_method: Parameter.optional(),
})
export type Authorization = z.infer<typeof Authorization>

export const AnswerAuthorization = z.object({ request: Authorization, allow: z.boolean() })
export type AnswerAuthorization = z.infer<typeof AnswerAuthorization>

/** As people type it: with or without the dash, in any case. */
export const UserCode = z
  .string()
  .max(20)
  .transform((code) => code.toUpperCase().replaceAll(/[^A-Z]/g, ''))
export const ByUserCode = z.object({ userCode: UserCode })
export type ByUserCode = z.infer<typeof ByUserCode>
export const AnswerDevice = ByUserCode.extend({ allow: z.boolean() })
export type AnswerDevice = z.infer<typeof AnswerDevice>

export const Scopes = z.array(z.enum(TOKEN_SCOPES))
