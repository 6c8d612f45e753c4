import type { MaskingRule, Rule } from '@sallyport/core'
import { accessRules } from '../access-requests/access-rules'
import type { GatewayCaller, Services } from '../context'
import { toMaskingRule } from '../masking-rules/to-masking-rule'
import { toRule } from '../rules/to-rule'
import { AUDIENCE } from '../tokens/issue-token'
import { type PublicKey, publicKeys, signingKey } from '../tokens/signing-key'

/** Everything by which a gateway decides; whole, and never newer in parts than its version says. */
export interface PolicySnapshot {
  readonly version: number
  readonly organizationId: string
  readonly gatewayName: string
  readonly consoleUrl: string
  readonly rules: readonly Rule[]
  readonly maskingRules: readonly MaskingRule[]
  /** Whose tokens the gateway believes. */
  readonly issuers: readonly Issuer[]
}

export interface Issuer {
  readonly issuer: string
  readonly audience: string
  readonly jwks: { readonly keys: readonly PublicKey[] }
}

export async function getPolicy(
  { db, masterKey, settings }: Pick<Services, 'db' | 'masterKey' | 'settings'>,
  { organizationId, name }: GatewayCaller,
): Promise<PolicySnapshot> {
  await signingKey(db, masterKey) // a key made after this snapshot would be unknown to the gateway
  const { consoleUrl } = settings
  const where = { organizationId, enabled: true }
  const orderBy = { name: 'asc' } as const

  return db.$transaction(
    async (tx) => {
      const { policyVersion } = await tx.organization.findUniqueOrThrow({ where: { id: organizationId } })
      const rules = await tx.rule.findMany({ where, orderBy })
      const maskingRules = await tx.maskingRule.findMany({ where, orderBy })
      const granted = await accessRules(tx, organizationId, new Date())
      const keys = await publicKeys(tx)
      return {
        version: policyVersion,
        organizationId,
        gatewayName: name,
        consoleUrl,
        rules: [...rules.map(toRule), ...granted],
        maskingRules: maskingRules.map(toMaskingRule),
        issuers: [{ issuer: consoleUrl, audience: AUDIENCE, jwks: { keys } }],
      }
    },
    { isolationLevel: 'RepeatableRead' }, // one view of the database for all of it
  )
}
