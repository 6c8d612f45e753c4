/** next-auth's error codes in words: https://next-auth.js.org/configuration/pages#error-codes */
const MESSAGES: Readonly<Record<string, string>> = {
  CredentialsSignin: 'This e-mail and password do not match.',
  AccessDenied: 'Your account may not sign in here. Ask an admin of your organization.',
  OAuthSignin: 'The identity provider could not be reached.',
  OAuthCallback: 'The identity provider’s answer was refused. Try again.',
  Callback: 'The sign-in did not come to its end. Try again.',
  SessionRequired: 'Sign in to see that page.',
  Unreachable: 'The console did not answer. Check your network and try again.',
}

/** Refusals of our own, such as a pause after many attempts, come as sentences. */
export function signInError(code: string): string {
  return MESSAGES[code] ?? (/^\p{Lu}.* /u.test(code) ? code : 'The sign-in failed. Try again.')
}
