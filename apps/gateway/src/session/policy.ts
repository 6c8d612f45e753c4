import type { MaskingExemption, MaskingRule, Rule, ServedTools } from '@sallyport/core'
import type { Issuer } from '@sallyport/identity'

/** All that is decided by, as the console gave it under one version. */
export interface PolicySnapshot {
  readonly version: number
  readonly gatewayName: string
  readonly consoleUrl: string
  readonly rules: readonly Rule[]
  readonly maskingRules: readonly MaskingRule[]
  /** Who sees what masked columns hold, for a time; absent: nobody. */
  readonly exemptions?: readonly MaskingExemption[]
  /** The console itself, whose word alone releases what was held. */
  readonly consoleIssuer: Issuer
  /** Who else's tokens are accepted. */
  readonly issuers: readonly Issuer[]
  /** The tools of MCP servers that people have accepted as they are. Absent: none. */
  readonly servedTools?: readonly ServedTools[]
}

/** The policy as it is now. A running session asks again for every statement, so a change applies at once. */
export interface Policy {
  /** Throws UNAVAILABLE while the gateway has never reached its console. */
  current(): PolicySnapshot
}
