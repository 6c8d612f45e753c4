import type { MaskingExemption, MaskingRule, Rule, ServedTools } from '@sallyport/core'
import type { Issuer } from '@sallyport/identity'
import { readGranted } from '../access-requests/access-rules'
import type { GatewayCaller, Services } from '../context'
import { toIssuer } from '../issuers/to-issuer'
import { toMaskingRule } from '../masking-rules/to-masking-rule'
import { toRule } from '../rules/to-rule'
import { servedTools } from '../servers/tools'
import { ownIssuer } from '../tokens/own-issuer'
import { signingKey } from '../tokens/signing-key'

/** Everything by which a gateway decides; whole, and never newer in parts than its version says. */
export interface PolicySnapshot {
  readonly version: number
  readonly organizationId: string
  readonly gatewayName: string
  readonly consoleUrl: string
  readonly rules: readonly Rule[]
  readonly maskingRules: readonly MaskingRule[]
  /** Who sees what masked columns hold, for a time. */
  readonly exemptions: readonly MaskingExemption[]
  /** The console itself, whose word alone releases what was held. */
  readonly consoleIssuer: Issuer
  /** Who else's tokens the gateway believes. */
  readonly issuers: readonly Issuer[]
  /** The tools of MCP servers that people have accepted as they are. */
  readonly servedTools: readonly ServedTools[]
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
      const granted = await readGranted(tx, organizationId, new Date())
      const consoleIssuer = await ownIssuer(tx, consoleUrl)
      const issuers = await tx.issuer.findMany({ where, orderBy })
      return {
        version: policyVersion,
        organizationId,
        gatewayName: name,
        consoleUrl,
        rules: [...rules.map(toRule), ...granted.rules],
        maskingRules: maskingRules.map(toMaskingRule),
        exemptions: granted.exemptions,
        consoleIssuer,
        issuers: issuers.map(toIssuer),
        servedTools: await servedTools(tx, organizationId),
      }
    },
    { isolationLevel: 'RepeatableRead' }, // one view of the database for all of it
  )
}
