import type { TokenScope } from '@sallyport/core'

/** What a program may do by each scope, as a person reads it before they agree. */
export const GRANT_WORDS: Readonly<Record<TokenScope, string>> = {
  connect: 'Use databases in your name: all that rules allow you, and it may ask for approvals',
  read: 'Read what you see in this console: sessions, recordings, rules',
  manage: 'Change what you can change in this console: connections, rules, people',
}
