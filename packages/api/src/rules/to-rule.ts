import type { Rule } from '@sallyport/core'
import type { RuleModel } from '@sallyport/db'
import { StoredRule } from './schema'

export interface RuleItem extends Rule {
  readonly enabled: boolean
  readonly version: number
  readonly updatedAt: Date
}

/** Parses the row: its word lists are plain text to the database. */
export function toRule(row: RuleModel): Rule {
  return StoredRule.parse(row)
}

export function toRuleItem(row: RuleModel): RuleItem {
  return { ...toRule(row), enabled: row.enabled, version: row.version, updatedAt: row.updatedAt }
}
