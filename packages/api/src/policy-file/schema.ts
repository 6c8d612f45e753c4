import { z } from 'zod'
import { ConnectionFields, PasswordReference } from '../connections/schema'
import { FileMaskingRule } from '../masking-rules/schema'
import { CreateRule, Days } from '../rules/schema'
import { Name } from '../words'

const MOST = 2_000

/** As in the console, with what is usual left out; the password only as a reference. */
const FileConnection = z.strictObject({
  ...ConnectionFields.omit({ password: true, passwordReference: true }).shape,
  port: ConnectionFields.shape.port.default(5432),
  tlsMode: ConnectionFields.shape.tlsMode.default('verify-full'),
  password: PasswordReference.optional().describe(
    'env:NAME or file:/path, which only a gateway resolves. Left out: what is stored stays.',
  ),
})
export type FileConnection = z.infer<typeof FileConnection>

/**
 * sallyport.yaml. A section that is left out is left alone. What a section does not name is kept, unless rules and
 * masking rules are pruned.
 */
export const PolicyFile = z
  .strictObject({
    $schema: z.string().optional(),
    version: z.literal(1),
    groups: z.array(Name).max(MOST).readonly().optional(),
    connections: z.array(FileConnection).max(MOST).readonly().optional(),
    rules: z.array(CreateRule.strict()).max(MOST).readonly().optional(),
    masking: z.array(FileMaskingRule).max(MOST).readonly().optional(),
  })
  .superRefine(({ groups = [], connections = [], rules = [], masking = [] }, context) => {
    const lists = {
      groups: groups.map((name) => ({ name })),
      connections,
      rules,
      masking,
    }
    for (const [section, items] of Object.entries(lists)) {
      const seen = new Set<string>()
      items.forEach(({ name }, index) => {
        if (seen.has(name))
          context.addIssue({
            code: 'custom',
            path: section === 'groups' ? [section, index] : [section, index, 'name'],
            message: `“${name}” is there twice`,
          })
        seen.add(name)
      })
    }
  })
export type PolicyFile = z.infer<typeof PolicyFile>

const Options = z.object({
  file: PolicyFile,
  /** Remove the rules and masking rules that the file does not name. */
  prune: z.boolean().default(false),
})

export const PlanFile = Options
export type PlanFile = z.infer<typeof PlanFile>

export const ApplyFile = Options.extend({
  /** The plan that was looked at; when it would be another now, nothing is applied. */
  plan: z.string().max(100).optional(),
})
export type ApplyFile = z.infer<typeof ApplyFile>

export const SimulateFile = Options.extend({ days: Days.default(7) })
export type SimulateFile = z.infer<typeof SimulateFile>

/** The published JSON Schema of a policy file, for editors. */
export function policyFileSchema(): object {
  return {
    title: 'Sallyport policy file',
    ...z.toJSONSchema(PolicyFile, { io: 'input', target: 'draft-2020-12' }),
  }
}
