import type { Settings } from '../context'
import { EXCHANGE_GRANT } from './exchange'
import { DEVICE_GRANT } from './token-endpoint'

/** RFC 8414: where and how programs ask for tokens. */
export function serverMetadata({ consoleUrl, gatewayMcp, gatewayPostgres }: Settings) {
  return {
    issuer: consoleUrl,
    authorization_endpoint: `${consoleUrl}/oauth/authorize`,
    token_endpoint: `${consoleUrl}/api/oauth/token`,
    registration_endpoint: `${consoleUrl}/api/oauth/register`,
    revocation_endpoint: `${consoleUrl}/api/oauth/revoke`,
    device_authorization_endpoint: `${consoleUrl}/api/oauth/device`,
    jwks_uri: `${consoleUrl}/api/jwks`,
    scopes_supported: ['connect'],
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code', 'refresh_token', DEVICE_GRANT, EXCHANGE_GRANT],
    token_endpoint_auth_methods_supported: ['none'],
    revocation_endpoint_auth_methods_supported: ['none'],
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
    protected_resources: [gatewayMcp],
    /** Not of any RFC: where the `sallyport` command finds the gateway. */
    gateway_postgres: gatewayPostgres,
  }
}
