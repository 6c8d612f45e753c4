import { PlainError } from '../scripts/run.mjs'
import { checkNode, generate, install } from '../scripts/steps.mjs'
import { checkOptions, HELP } from './options.mjs'

// `npm run conformance`: suites from outside, directly and through the gateway. Node's own modules only, until the
// packages are there.

async function conformance() {
  const options = checkOptions(process.argv.slice(2))
  if (options.help) return process.stdout.write(HELP)
  checkNode()
  await install({ verbose: false })
  await generate({ verbose: false })
  const { register } = await import('tsx/esm/api')
  register()
  const { run } = await import('./run.ts')
  process.exitCode = (await run(options)) ? 0 : 1
}

conformance().then(
  () => process.exit(),
  (error) => {
    process.stderr.write(`\n${error instanceof PlainError ? error.message : (error?.stack ?? error)}\n`)
    process.exit(1)
  },
)
