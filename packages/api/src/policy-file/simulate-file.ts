import { randomUUID } from 'node:crypto'
import type { Db } from '@sallyport/db'
import { loadPolicy, type PolicyRules } from '../policy/load-policy'
import { type Simulation, simulate } from '../simulation/simulate'
import { planFile } from './plan'
import { readState } from './read-state'
import type { PolicyFile, SimulateFile } from './schema'

/** What the policy would have said, had the file been applied, about what was recorded. */
export async function simulateFile(
  db: Db,
  organizationId: string,
  { file, prune, days }: SimulateFile,
): Promise<Simulation> {
  planFile(file, await readState(db, organizationId), prune) // says what is wrong with the file
  const current = await loadPolicy(db, organizationId)
  return simulate(db, organizationId, days, current, withFile(current, file, prune))
}

function withFile({ rules, maskingRules }: PolicyRules, file: PolicyFile, prune: boolean): PolicyRules {
  return {
    rules: merge(rules, file.rules, prune),
    maskingRules: merge(maskingRules, file.masking, prune),
  }
}

function merge<Item extends { readonly id: string; readonly name: string }>(
  current: readonly Item[],
  wanted: readonly (Omit<Item, 'id'> & { readonly enabled: boolean })[] | undefined,
  prune: boolean,
): readonly Item[] {
  if (!wanted) return current
  const names = new Set(wanted.map(({ name }) => name))
  const kept = prune ? [] : current.filter(({ name }) => !names.has(name))
  const made = wanted
    .filter(({ enabled }) => enabled)
    .map((item) => {
      const id = current.find(({ name }) => name === item.name)?.id ?? randomUUID()
      return { ...item, id } as unknown as Item
    })
  return [...kept, ...made]
}
