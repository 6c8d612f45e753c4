/** As much of it as the tests use: the package brings no types. */
declare module 'oidc-provider' {
  import type { RequestListener } from 'node:http'

  interface Client {
    readonly client_id: string
    readonly client_secret: string
    readonly redirect_uris: readonly string[]
    readonly grant_types?: readonly string[]
    readonly response_types?: readonly string[]
    readonly id_token_signed_response_alg?: string
  }

  interface ResourceServer {
    readonly scope: string
    readonly audience: string
    readonly accessTokenFormat: 'jwt'
    /** Seconds. */
    readonly accessTokenTTL: number
    readonly jwt: { readonly sign: { readonly alg: string } }
  }

  interface Configuration {
    readonly clients: readonly Client[]
    readonly claims?: Readonly<Record<string, readonly string[]>>
    readonly conformIdTokenClaims?: boolean
    readonly cookies: { readonly keys: readonly string[] }
    readonly jwks?: { readonly keys: readonly object[] }
    readonly features?: {
      readonly clientCredentials: { readonly enabled: boolean }
      readonly devInteractions: { readonly enabled: boolean }
      readonly resourceIndicators: {
        readonly enabled: boolean
        getResourceServerInfo(context: unknown, resource: string): ResourceServer
      }
    }
    extraTokenClaims?(context: unknown, token: { readonly clientId: string }): object
    findAccount?(
      context: unknown,
      id: string,
    ): { readonly accountId: string; claims(): Readonly<Record<string, unknown>> & { readonly sub: string } }
  }

  export default class Provider {
    constructor(issuer: string, configuration: Configuration)
    callback(): RequestListener
  }
}
