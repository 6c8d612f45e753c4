import { z } from 'zod'
import { text } from '../words'

/** What a sign-in form sends. Not checked for form: a malformed e-mail is a wrong one. */
export const SignIn = z.object({
  email: text(254).trim().toLowerCase(),
  password: z.string().max(200),
})
export type SignIn = z.infer<typeof SignIn>
