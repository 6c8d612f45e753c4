import type { CreateRule } from './schema'

/** Prisma wants arrays that it may change; ours are read-only. */
export function toRuleRow(rule: CreateRule) {
  return {
    ...rule,
    groups: [...rule.groups],
    identities: [...rule.identities],
    kinds: [...rule.kinds],
    connections: [...rule.connections],
    verbs: [...rule.verbs],
    resources: [...rule.resources],
    conditions: [...rule.conditions],
    approverGroups: [...rule.approverGroups],
  }
}
