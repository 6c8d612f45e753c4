import { SallyportError } from '@sallyport/core'
import type { Member } from '../context'

/** A person at a browser. A token is what their tools carry, and none of those touches what proves the person. */
export function inBrowser(member: Member): Member & { readonly consoleSessionId: string } {
  const { consoleSessionId } = member
  if (consoleSessionId === null) {
    throw new SallyportError('DENIED', 'Sign in to the console for this: a token does not do')
  }
  return { ...member, consoleSessionId }
}
