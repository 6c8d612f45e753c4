import type { Tx } from '@sallyport/db'
import { toMaskingRule } from '../masking-rules/to-masking-rule'
import { SearchableTexts } from './searchable-text'

const MOST_KEPT = 1_000
const kept = new Map<string, { readonly version: number; readonly texts: SearchableTexts }>()

/** By the masking rules of the organization as they are at that version of its policy. */
export async function searchableTexts(
  tx: Tx,
  {
    organizationId,
    policyVersion: version,
  }: { readonly organizationId: string; readonly policyVersion: number },
  connection: string,
): Promise<SearchableTexts> {
  const key = `${organizationId} ${connection}`
  const known = kept.get(key)
  if (known?.version === version) return known.texts
  const rows = await tx.maskingRule.findMany({ where: { organizationId, enabled: true } })
  const texts = new SearchableTexts(rows.map(toMaskingRule), connection)
  if (kept.size >= MOST_KEPT) kept.clear()
  kept.set(key, { version, texts })
  return texts
}
