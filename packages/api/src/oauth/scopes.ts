import { type Role, TOKEN_SCOPES, type TokenScope } from '@sallyport/core'
import { permissionsOf } from '../permissions'
import type { OAuthClient } from './clients'
import { OAuthError } from './oauth-error'

const isScope = (word: string): word is TokenScope => TOKEN_SCOPES.some((scope) => scope === word)

/** What a client asks for; databases if it does not say. Words that are not ours are ignored, as RFC 6749 allows. */
export function readScopes({ scopes: may }: OAuthClient, scope: string | undefined): readonly TokenScope[] {
  const asked = (scope ?? '').split(' ').filter(isScope)
  const wanted =
    asked.length > 0 ? TOKEN_SCOPES.filter((each) => asked.includes(each)) : (['connect'] as const)
  const refused = wanted.find((each) => !may.includes(each))
  if (refused) throw new OAuthError('invalid_scope', `this program cannot have the scope ${refused}`)
  return wanted
}

/** What of it a person can give at all: an agent's role has nothing in the console. */
export function grantableScopes(role: Role, scopes: readonly TokenScope[]): readonly TokenScope[] {
  return permissionsOf(role).length > 0 ? scopes : scopes.filter((scope) => scope === 'connect')
}
