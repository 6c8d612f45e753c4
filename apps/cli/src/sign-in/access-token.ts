import { CommandError, EXIT } from '../exit'
import type { Credential, Credentials } from './credentials'
import { discover, post, Refused, type TokenAnswer } from './server'

/** One that ends sooner is renewed first. */
const LEAST_SECONDS = 120

const NOT_SIGNED_IN = 'Sign in first: sallyport login. Or give a token: SALLYPORT_TOKEN, or --token.'

/** A token of one scope, of the sign-in that is kept; `isOwn`: a new one, which is kept for nobody else. */
export async function accessToken(
  credentials: Credentials,
  consoleUrl: string,
  scope: string,
  { isOwn = false } = {},
): Promise<string> {
  const now = await credentials.get(consoleUrl)
  const found = isOwn ? null : good(now, scope)
  if (found) return found
  const { token_endpoint } = await discover(consoleUrl)
  const renewed = await credentials.change(consoleUrl, async (kept) => {
    const meanwhile = isOwn ? null : good(kept, scope)
    if (!kept || meanwhile) return { next: kept, result: meanwhile }
    try {
      const form = { grant_type: 'refresh_token', refresh_token: kept.refreshToken, scope }
      const answer = await post<TokenAnswer>(token_endpoint, form)
      const next = isOwn ? { ...kept, refreshToken: answer.refresh_token } : withToken(kept, answer)
      return { next, result: answer.access_token }
    } catch (error) {
      if (error instanceof Refused && error.code === 'invalid_grant') return { next: null, result: null }
      if (error instanceof Refused && error.code === 'invalid_scope')
        throw new CommandError(
          EXIT.refused,
          `This needs "${scope}": sallyport login --scope "connect read ${scope}"`,
        )
      throw error
    }
  })
  if (renewed === null) throw new CommandError(EXIT.refused, NOT_SIGNED_IN)
  return renewed
}

export function withToken(kept: Pick<Credential, 'tokens'>, answer: TokenAnswer): Credential {
  const expiresAt = Date.now() + answer.expires_in * 1_000
  const tokens = { ...kept.tokens, [answer.scope]: { token: answer.access_token, expiresAt } }
  return { refreshToken: answer.refresh_token, tokens }
}

function good(kept: Credential | null, scope: string): string | null {
  const found = kept?.tokens[scope]
  return found && found.expiresAt - Date.now() > LEAST_SECONDS * 1_000 ? found.token : null
}
