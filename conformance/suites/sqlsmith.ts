import { existsSync } from 'node:fs'
import { runProgram } from '../run-program'
import { libpqEnvironment, type Route, type Suite } from '../suite'

const PROGRAM = '/usr/bin/sqlsmith'
const SEEDS = [1, 2, 3]
const STATEMENTS = 1_000

/**
 * Random statements of sqlsmith's, written down once and then run over both routes: every one must end in the
 * same error class. Statements that the clock ended are left out.
 */
export const sqlsmith: Suite = {
  name: 'sqlsmith',
  async prepare() {
    return existsSync(PROGRAM) ? null : 'there is no sqlsmith: install sqlsmith'
  },
  async run(route, { postgres: { bin, libraries } }) {
    const env = { ...libpqEnvironment(route, 'postgres'), LD_LIBRARY_PATH: libraries }
    const outcome = new Map<string, string>()
    for (const seed of SEEDS) {
      for (const [at, text] of (await statements(route, seed)).entries()) {
        outcome.set(`${seed}.${at}`, text)
      }
    }
    const script = [...outcome]
      .map(
        ([name, text]) =>
          `\\echo ${name}\nbegin; set local statement_timeout = '2s';\n${text};\n\\echo :SQLSTATE\nrollback;\n`,
      )
      .join('')
    const { output } = await runProgram(`${bin}/psql`, ['-qXAt', '-o', '/dev/null'], { env, input: script })
    const ended = new Map<string, string>()
    const lines = output.split('\n').filter((line) => /^(\d+\.\d+|[0-9A-Z]{5})$/.test(line))
    for (let at = 0; at + 1 < lines.length; at += 1) {
      const [name = '', state = ''] = lines.slice(at, at + 2)
      if (/^\d+\.\d+$/.test(name) && /^[0-9A-Z]{5}$/.test(state)) ended.set(name, state.slice(0, 2))
    }
    return ended
  },
}

const written = new Map<number, Promise<readonly string[]>>()

/** The same for both routes: generated once, by looking into the server directly. */
function statements({ server }: Route, seed: number): Promise<readonly string[]> {
  const known = written.get(seed)
  if (known) return known
  const target = `host=${server.host} port=${server.port} user=${server.username} password=${server.password} dbname=postgres`
  const made = runProgram(PROGRAM, [
    '--dry-run',
    `--seed=${seed}`,
    `--max-queries=${STATEMENTS}`,
    `--target=${target}`,
  ]).then(({ output }) =>
    output
      .split(';\n')
      .map((text) => text.trim().replaceAll('\n', ' '))
      .filter((text) => /^(select|insert|update|delete|merge|with)/i.test(text)),
  )
  written.set(seed, made)
  return made
}
