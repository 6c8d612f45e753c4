import type { MaskingRule } from '@sallyport/core'
import type { MaskingRuleModel } from '@sallyport/db'
import { StoredMaskingRule } from './schema'

export interface MaskingRuleItem extends Required<MaskingRule> {
  readonly enabled: boolean
  readonly version: number
  readonly updatedAt: Date
}

/** Parses the row: its word lists are plain text to the database. */
export function toMaskingRule(row: MaskingRuleModel): Required<MaskingRule> {
  return StoredMaskingRule.parse(row)
}

export function toMaskingRuleItem(row: MaskingRuleModel): MaskingRuleItem {
  return { ...toMaskingRule(row), enabled: row.enabled, version: row.version, updatedAt: row.updatedAt }
}
