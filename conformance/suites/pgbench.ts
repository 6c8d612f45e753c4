import { join } from 'node:path'
import { runProgram } from '../run-program'
import { libpqEnvironment, type Outcome, type Suite } from '../suite'

const MODES = ['simple', 'extended', 'prepared']

/** pgbench's own workloads over every protocol mode; no transaction may fail. How fast is for the bench to say. */
export const pgbench: Suite = {
  name: 'pgbench',
  prepare: async () => null,
  async run(route, { postgres: { bin, libraries } }) {
    const env = { ...libpqEnvironment(route, 'postgres'), LD_LIBRARY_PATH: libraries }
    const program = join(bin, 'pgbench')
    const outcome = new Map<string, string>()
    const initialised = await runProgram(program, ['--initialize', '--quiet', '--scale=1'], { env })
    outcome.set('initialize', initialised.code === 0 ? 'ok' : initialised.output.slice(-300))
    for (const mode of MODES) {
      for (const builtin of ['tpcb-like', 'select-only']) {
        const words = ['-n', '-b', builtin, '-M', mode, '-c', '8', '-j', '2', '-t', '100']
        const { code, output } = await runProgram(program, words, { env, timeoutMs: 300_000 })
        const processed = /transactions actually processed: (\S+)/.exec(output)?.[1]
        outcome.set(`${builtin} ${mode}`, code === 0 && processed === '800/800' ? 'ok' : output.slice(-300))
      }
    }
    return outcome as Outcome
  },
}
