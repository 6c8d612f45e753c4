import { SallyportError } from '@sallyport/core'
import type { Tx } from '@sallyport/db'
import { matchesPattern } from '@sallyport/policy'
import type { Actor } from '../audit/record-audit'
import { CreateMaskingRule } from '../masking-rules/schema'
import { changeMaskingRule } from '../masking-rules/write-masking-rule'
import { policyChanged } from '../policy/changed'
import { CreateRule } from '../rules/schema'
import { changeRule } from '../rules/write-rule'

/**
 * Rules and masking rules that name a connection name it by its new name from now on: none falls silent because
 * a connection was renamed. CONFLICT where a pattern speaks of the old name and not of the new one, for
 * what was meant by it only people know.
 */
export async function renameInRules(tx: Tx, actor: Actor, from: string, to: string): Promise<void> {
  const where = { organizationId: actor.organizationId }
  const rules = await tx.rule.findMany({ where })
  const maskingRules = await tx.maskingRule.findMany({ where })
  const losing = [...rules, ...maskingRules].filter(({ connections }) => isLost(connections, from, to))
  if (losing.length > 0)
    throw wouldFallSilent(
      losing.map(({ name }) => name),
      from,
      to,
    )

  const named = ({ connections }: { readonly connections: readonly string[] }) => connections.includes(from)
  for (const row of rules.filter(named)) {
    const rule = CreateRule.parse(row)
    await changeRule(tx, actor, row, { ...rule, connections: renamed(rule.connections, from, to) }, 'update')
  }
  for (const row of maskingRules.filter(named)) {
    const rule = CreateMaskingRule.parse(row)
    const connections = renamed(rule.connections, from, to)
    await changeMaskingRule(tx, actor, row, { ...rule, connections }, 'update')
  }
  if (rules.some(named) || maskingRules.some(named)) await policyChanged(tx, actor.organizationId)
}

function renamed(connections: readonly string[], from: string, to: string): string[] {
  return [...new Set(connections.map((each) => (each === from ? to : each)))]
}

function isLost(connections: readonly string[], from: string, to: string): boolean {
  const after = renamed(connections, from, to)
  const speaksOf = (patterns: readonly string[], name: string) =>
    patterns.length === 0 || patterns.some((pattern) => matchesPattern(pattern, name))
  return speaksOf(connections, from) && !speaksOf(after, to)
}

function wouldFallSilent(names: readonly string[], from: string, to: string): SallyportError {
  const list = names.map((name) => `"${name}"`).join(', ')
  return new SallyportError(
    'CONFLICT',
    `${list} would no longer apply to the connection: ${from} fits, ${to} does not`,
    {
      hint: 'Change the patterns of these rules first, or choose a name that they fit.',
    },
  )
}
