import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runProgram } from '../run-program'
import { libpqEnvironment, type Route, type Suite } from '../suite'

const PROGRAM = '/usr/bin/sqlsmith'
/** How many statements are made of one seed. */
const STATEMENTS = 1_000
const CLASS = /^[0-9A-Z]{5}$/

/**
 * Random statements of sqlsmith's, written down once and then run over both routes: every one must end in the
 * same error class. Statements that the clock ended on either are left out.
 */
export function sqlsmith(count: number, firstSeed: number): Suite {
  const seeds = Array.from({ length: Math.ceil(count / STATEMENTS) }, (_, at) => firstSeed + at)
  return {
    name: 'sqlsmith',
    async prepare() {
      return existsSync(PROGRAM) ? null : 'there is no sqlsmith: install sqlsmith'
    },
    async run(route, { postgres: { bin, libraries }, results }) {
      const env = { ...libpqEnvironment(route, 'postgres'), LD_LIBRARY_PATH: libraries }
      const outcome = new Map<string, string>()
      for (const seed of seeds) {
        const script = (await statements(route, seed)).map(
          (text, at) =>
            `\\echo ${seed}.${at}\nbegin; set local statement_timeout = '2s';\n${text};\n\\echo :SQLSTATE\nrollback;\n`,
        )
        // With the same seed it writes others for another server: what differs could not be looked at again.
        await writeFile(join(results, `sqlsmith-${seed}.sql`), script.join(''))
        const psql = { env, input: script.join('') }
        const { output } = await runProgram(`${bin}/psql`, ['-qXAt', '-o', '/dev/null'], psql)
        for (const [name, state] of states(output)) outcome.set(name, state)
      }
      return outcome
    },
    // A busy machine ends a statement on one route only; which of them, nobody can tell before.
    isNoise: (one, other) => [one, other].includes(TIMED_OUT),
  }
}

const TIMED_OUT = '57'

/** Of each statement, by its name, the class that it ended in. */
function* states(output: string): Generator<[string, string]> {
  const lines = output.split('\n').filter((line) => /^\d+\.\d+$/.test(line) || CLASS.test(line))
  for (let at = 0; at + 1 < lines.length; at++) {
    const [name = '', state = ''] = lines.slice(at, at + 2)
    if (name.includes('.') && CLASS.test(state)) yield [name, state.slice(0, 2)]
  }
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
