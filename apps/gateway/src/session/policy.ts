import type { MaskingRule, Rule } from '@sallyport/core'

/** The public keys of one issuer whose tokens are accepted. */
export interface Issuer {
  readonly issuer: string
  readonly audience: string
  readonly jwks: { readonly keys: readonly object[] }
}

/** All that is decided by, as the console gave it under one version. */
export interface PolicySnapshot {
  readonly version: number
  readonly gatewayName: string
  readonly consoleUrl: string
  readonly rules: readonly Rule[]
  readonly maskingRules: readonly MaskingRule[]
  readonly issuers: readonly Issuer[]
}

/** The policy as it is now. A running session asks again for every statement, so a change applies at once. */
export interface Policy {
  /** Throws UNAVAILABLE while the gateway has never reached its console. */
  current(): PolicySnapshot
}
