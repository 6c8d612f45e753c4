import { z } from 'zod'

/** What a sign-in form sends. Not checked for form: a malformed e-mail is a wrong one. */
export const SignIn = z.object({
  email: z.string().trim().toLowerCase().max(254),
  password: z.string().max(200),
})
export type SignIn = z.infer<typeof SignIn>
