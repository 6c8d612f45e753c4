import type { MaskingRule, Rule } from '@sallyport/core'
import type { Tx } from '@sallyport/db'
import { toMaskingRule } from '../masking-rules/to-masking-rule'
import { CreateRule } from '../rules/schema'
import { toRule } from '../rules/to-rule'

/** What a statement is decided by. */
export interface PolicyRules {
  readonly rules: readonly Rule[]
  readonly maskingRules: readonly MaskingRule[]
}

/** The policy that is in force. */
export async function loadPolicy(tx: Tx, organizationId: string): Promise<PolicyRules> {
  const where = { organizationId, enabled: true }
  const orderBy = { name: 'asc' } as const
  const rules = await tx.rule.findMany({ where, orderBy })
  const maskingRules = await tx.maskingRule.findMany({ where, orderBy })
  return { rules: rules.map(toRule), maskingRules: maskingRules.map(toMaskingRule) }
}

/** What a rule that was never saved is called by. */
export const DRAFT_ID = '00000000-0000-0000-0000-000000000000'

/** The same with one rule put in, changed, or (null) taken out. */
export function withDraft(
  policy: PolicyRules,
  id: string | undefined,
  draft: CreateRule | null,
): PolicyRules {
  const others = policy.rules.filter((rule) => rule.id !== id)
  if (!draft?.enabled) return { ...policy, rules: others }
  const { enabled: _, ...rule } = CreateRule.parse(draft)
  return { ...policy, rules: [...others, { ...rule, id: id ?? DRAFT_ID }] }
}
