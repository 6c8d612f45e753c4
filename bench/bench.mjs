import { progress } from '../scripts/progress.mjs'
import { PlainError, stopRunning } from '../scripts/run.mjs'
import { build, checkNode, generate, install } from '../scripts/steps.mjs'
import { checkOptions, HELP } from './options.mjs'

// `npm run bench`: builds what changed, then measures. Node's own modules only, until the packages are there.

async function bench() {
  const options = checkOptions(process.argv.slice(2))
  if (options.help) return process.stdout.write(HELP)
  checkNode()
  if (options.words[0] === 'masking') return benchMasking()
  if (options.words[0] === 'search') return benchSearch(options)

  const isOfPages = options.words[0] === 'pages'
  const say = progress(3)
  const stop = (signal) => {
    stopRunning(signal)
    process.exitCode = 130
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.once(signal, stop)
  await say.step('installing packages', () => install({ verbose: false }))
  await say.step('generating the database client', () => generate({ verbose: false }))
  await say.step('building the console and the gateway', () => build({ verbose: false }))
  for (const signal of signals) process.off(signal, stop)

  const { register } = await import('tsx/esm/api')
  register()
  if (isOfPages) {
    const { runPagesBench } = await import('./pages/run.ts')
    return runPagesBench(options)
  }
  const { run } = await import('./run.ts')
  await run(options)
}

/** What the masks cost, without a gateway: nothing has to be built for it. */
async function benchMasking() {
  await install({ verbose: false })
  const { register } = await import('tsx/esm/api')
  register()
  const { runMaskingBench } = await import('../packages/masking/bench/run.ts')
  runMaskingBench()
}

/** How fast recorded statements are found: generated ones, in an embedded PostgreSQL of its own. */
async function benchSearch({ statements, keep }) {
  await install({ verbose: false })
  await generate({ verbose: false })
  const { register } = await import('tsx/esm/api')
  register()
  const { runSearchBench } = await import('./search/run.ts')
  await runSearchBench(statements, keep)
}

bench().then(
  () => process.exit(),
  (error) => {
    process.stderr.write(`\n${error instanceof PlainError ? error.message : (error?.stack ?? error)}\n`)
    process.exit(process.exitCode || 1)
  },
)
