import type { Services } from '../context'
import { findClient } from './clients'
import { redeemDevice } from './device'
import { answerExchange, EXCHANGE_GRANT, type ExchangeAnswer } from './exchange'
import { OAuthError } from './oauth-error'
import { optional, required } from './parameters'
import { redeemCode, refresh, type TokenAnswer } from './redeem'

export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'

/** The token endpoint. Two tokens to be exchanged say themselves who asks; everything else is asked by a known program. */
export function answerTokenEndpoint(
  services: Pick<Services, 'db' | 'masterKey' | 'settings'>,
  form: URLSearchParams,
): Promise<TokenAnswer | ExchangeAnswer> {
  const isExchange = optional(form, 'grant_type') === EXCHANGE_GRANT
  return isExchange ? answerExchange(services, form) : answerTokenRequest(services, form)
}

/** What programs post to the token endpoint: RFC 6749, section 3.2. Each parameter once. */
export async function answerTokenRequest(
  services: Pick<Services, 'db' | 'masterKey' | 'settings'>,
  form: URLSearchParams,
): Promise<TokenAnswer> {
  const clientId = required(form, 'client_id')
  if (!(await findClient(services.db, clientId)))
    throw new OAuthError('invalid_client', 'this program is not known')
  checkResource(form, services.settings.gatewayMcp)
  switch (required(form, 'grant_type')) {
    case 'authorization_code':
      return redeemCode(services, {
        code: required(form, 'code'),
        clientId,
        redirectUri: required(form, 'redirect_uri'),
        verifier: required(form, 'code_verifier'),
      })
    case 'refresh_token':
      return refresh(services, {
        token: required(form, 'refresh_token'),
        clientId,
        scope: optional(form, 'scope'),
      })
    case DEVICE_GRANT:
      return redeemDevice(services, { code: required(form, 'device_code'), clientId })
    default:
      throw new OAuthError('unsupported_grant_type', 'this grant_type is not offered')
  }
}

/** RFC 8707: whom a token is for was settled when the person agreed; another resource is not served here. */
function checkResource(form: URLSearchParams, gatewayMcp: string): void {
  const resource = optional(form, 'resource')
  if (!resource || resource.replace(/\/$/, '') === gatewayMcp.replace(/\/$/, '')) return
  throw new OAuthError('invalid_target', `tokens are for ${gatewayMcp}`)
}
