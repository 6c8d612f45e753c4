import type { SignIn } from '@sallyport/core'

/** How people read what a target may ask for. */
export const SIGN_IN_WORDS: Readonly<Record<SignIn, { readonly label: string; readonly hint: string }>> = {
  scram: {
    label: 'SCRAM only (recommended)',
    hint: 'Nobody between the gateway and the target learns anything of the password, or can pose as the target.',
  },
  any: {
    label: 'SCRAM, md5 or password, as the target asks',
    hint: 'For targets that know no SCRAM. Without verified TLS, somebody in between can ask for what tells them most.',
  },
}
