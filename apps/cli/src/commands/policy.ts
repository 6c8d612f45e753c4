import { writeFile } from 'node:fs/promises'
import { stringify } from 'yaml'
import { fieldsOf } from '../console-api'
import { EXIT } from '../exit'
import { usage, type Values } from '../options'
import { invalid, type PolicySource, readPolicyFile } from '../policy-file'
import { sayPlan } from '../say-plan'
import { saySimulation } from '../say-simulation'
import type { Call } from './command'

const SCHEMA_LINE = '# yaml-language-server: $schema=./docs/sallyport.schema.json\n'

export async function apply(call: Call): Promise<number> {
  const { values, output } = call
  const api = await call.api('manage')
  const source = await readPolicyFile(fileOf(values))
  const input = { file: source.content as never, prune: values.prune }
  const plan = await located(source, api.policyFile.plan.mutate(input))
  const say = (done: boolean) => {
    if (values.json) output.write(`${JSON.stringify({ ...plan, applied: done })}\n`)
    else output.write(`${sayPlan(plan)}${done ? 'Applied.\n' : ''}`)
  }
  if (values.plan) {
    say(false)
    return values['exit-code'] && plan.hasChanges ? EXIT.changes : EXIT.done
  }
  await located(source, api.policyFile.applyPlan.mutate({ ...input, plan: plan.id }))
  say(true)
  return EXIT.done
}

export async function exportPolicy(call: Call): Promise<number> {
  const { values, output } = call
  const api = await call.api('read')
  const file = await api.policyFile.export.query()
  const words = values.json ? `${JSON.stringify(file)}\n` : SCHEMA_LINE + stringify(file, { lineWidth: 110 })
  if (values.output === undefined) output.write(words)
  else await writeFile(values.output, words, { mode: 0o644 })
  return EXIT.done
}

export async function simulate(call: Call): Promise<number> {
  const { url, values, output } = call
  const api = await call.api('manage')
  const source = await readPolicyFile(fileOf(values))
  const days = Number(values.days)
  if (!Number.isInteger(days) || days < 1 || days > 90) throw usage('--days is a number from 1 to 90.')
  const input = { file: source.content as never, prune: values.prune, days }
  const result = await located(source, api.policyFile.simulate.mutate(input))
  output.write(values.json ? `${JSON.stringify(result)}\n` : saySimulation(result, url))
  const { newlyHeld, newlyDenied, newlyAllowed } = result
  return values['exit-code'] && newlyHeld + newlyDenied + newlyAllowed > 0 ? EXIT.changes : EXIT.done
}

function fileOf({ file }: Values): string {
  if (file === undefined) throw usage('Name the policy file: -f sallyport.yaml')
  return file
}

/** What the console says of a field, said of its line. */
async function located<Result>(source: PolicySource, call: Promise<Result>): Promise<Result> {
  try {
    return await call
  } catch (error) {
    const fields = Object.entries(fieldsOf(error)).filter(([field]) => field.startsWith('file'))
    const about = fields.length > 0 ? fields : Object.entries(fieldsOf(error))
    if (about.length === 0) throw error
    throw invalid(
      about.flatMap(([field, messages]) =>
        messages.map((message) => source.locate(field.replace(/^file\.?/, ''), message)),
      ),
    )
  }
}
