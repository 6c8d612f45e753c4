import { Prisma } from '@sallyport/db'
import type { CreateRule } from './schema'

/** A rule as JSON: what versions, audit rows and files hold. Prisma wants arrays that it may change; ours are read-only. */
export function toRuleContent(rule: CreateRule) {
  const { outsideHours } = rule
  return {
    ...rule,
    groups: [...rule.groups],
    identities: [...rule.identities],
    kinds: [...rule.kinds],
    origins: [...rule.origins],
    connections: [...rule.connections],
    verbs: [...rule.verbs],
    resources: [...rule.resources],
    conditions: [...rule.conditions],
    dataClasses: [...rule.dataClasses],
    outsideHours: outsideHours && { ...outsideHours, days: [...outsideHours.days] },
    requirements: rule.requirements.map((requirement) => ({ ...requirement })),
  }
}

export function toRuleRow(rule: CreateRule) {
  const content = toRuleContent(rule)
  return { ...content, outsideHours: content.outsideHours ?? Prisma.DbNull }
}
