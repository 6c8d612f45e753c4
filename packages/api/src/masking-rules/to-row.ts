import type { CreateMaskingRule } from './schema'

/** Prisma wants arrays that it may change; ours are read-only. */
export function toMaskingRuleRow(rule: CreateMaskingRule) {
  return {
    ...rule,
    connections: [...rule.connections],
    groups: [...rule.groups],
    columns: [...rule.columns],
    detectors: [...rule.detectors],
    customDetectors: rule.customDetectors.map((detector) => ({ ...detector })),
  }
}
