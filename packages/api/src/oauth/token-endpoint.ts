import type { Services } from '../context'
import { findClient } from './clients'
import { redeemDevice } from './device'
import { OAuthError } from './oauth-error'
import { redeemCode, refresh, type TokenAnswer } from './redeem'

export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'
const MAX_PARAMETER_LENGTH = 4_000

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

export function required(form: URLSearchParams, name: string): string {
  const value = optional(form, name)
  if (!value) throw new OAuthError('invalid_request', `${name} is missing`)
  return value
}

export function optional(form: URLSearchParams, name: string): string | undefined {
  const [value, ...more] = form.getAll(name)
  if (more.length > 0) throw new OAuthError('invalid_request', `${name} is there twice`)
  if (value && value.length > MAX_PARAMETER_LENGTH)
    throw new OAuthError('invalid_request', `${name} is too long`)
  return value
}

/** RFC 8707: whom a token is for was settled when the person agreed; another resource is not served here. */
function checkResource(form: URLSearchParams, gatewayMcp: string): void {
  const resource = optional(form, 'resource')
  if (!resource || resource.replace(/\/$/, '') === gatewayMcp.replace(/\/$/, '')) return
  throw new OAuthError('invalid_target', `tokens are for ${gatewayMcp}`)
}
