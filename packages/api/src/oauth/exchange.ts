import { SallyportError } from '@sallyport/core'
import type { Services } from '../context'
import { exchangeToken } from '../tokens/exchange-token'
import { ExchangeToken } from '../tokens/schema'
import { OAuthError } from './oauth-error'
import { optional, required } from './parameters'

export const EXCHANGE_GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange'

const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token'
const TOKEN_TYPES = new Set([ACCESS_TOKEN, 'urn:ietf:params:oauth:token-type:jwt'])

/** RFC 8693, section 2.2.1. */
export interface ExchangeAnswer {
  readonly access_token: string
  readonly issued_token_type: typeof ACCESS_TOKEN
  readonly token_type: 'Bearer'
  readonly expires_in: number
}

/**
 * RFC 8693, section 2.1: the token of a person and the token of an agent become one of the agent on behalf of the person.
 * `audience` names a connection and may be there several times. `purpose`, `rows` and `seconds` are ours.
 */
export async function answerExchange(
  services: Pick<Services, 'db' | 'masterKey' | 'settings'>,
  form: URLSearchParams,
): Promise<ExchangeAnswer> {
  for (const name of ['subject_token_type', 'actor_token_type'])
    if (!TOKEN_TYPES.has(required(form, name)))
      throw new OAuthError('invalid_request', `${name} must be that of an access token or a JWT`)
  const wanted = ExchangeToken.safeParse({
    subjectToken: required(form, 'subject_token'),
    actorToken: required(form, 'actor_token'),
    connections: form.getAll('audience'),
    purpose: optional(form, 'purpose'),
    rowBudget: numberOf(form, 'rows'),
    seconds: numberOf(form, 'seconds'),
  })
  if (!wanted.success) {
    const [issue] = wanted.error.issues
    throw new OAuthError('invalid_request', `${issue?.path.join('.')}: ${issue?.message}`)
  }
  try {
    const { token, expiresAt } = await exchangeToken(services, wanted.data)
    const seconds = Math.floor((expiresAt.getTime() - Date.now()) / 1_000)
    return { access_token: token, issued_token_type: ACCESS_TOKEN, token_type: 'Bearer', expires_in: seconds }
  } catch (error) {
    if (error instanceof SallyportError) throw new OAuthError('invalid_request', error.message) // section 2.2.2
    throw error
  }
}

function numberOf(form: URLSearchParams, name: string): number | undefined {
  const text = optional(form, name)
  return text === undefined ? undefined : Number(text)
}
