import { CreateMaskingRule } from '../masking-rules/schema'
import type { PolicyFile } from '../policy-file/schema'
import { CreateRule } from '../rules/schema'
import { PACKS } from './packs'
import type { PackChoice } from './schema'

/** A pack as a policy file, for the chosen groups and connections. One approver of each chosen group answers what is held. */
export function packFile({ id, groups, connections, approverGroups }: PackChoice): PolicyFile {
  const { rules, masking } = PACKS[id]
  return {
    version: 1,
    rules: rules.map((rule) =>
      CreateRule.parse({
        ...rule,
        groups,
        connections,
        ...(rule.effect === 'hold' && {
          requirements: approverGroups.map((group) => ({ group, count: 1 })),
        }),
      }),
    ),
    masking: masking.map((rule) => CreateMaskingRule.parse({ ...rule, groups, connections })),
  }
}
