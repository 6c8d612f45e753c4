import { join } from 'node:path'
import { runProgram } from '../run-program'
import { libpqEnvironment, type Suite } from '../suite'

/** PostgreSQL's tests of libpq's pipeline mode, each with the trace of its messages that PostgreSQL keeps, where it has one. */
export const libpqPipeline: Suite = {
  name: 'libpq pipeline',
  async prepare({ postgres: { source, serverHeaders, libraries, bin }, cache }) {
    if (!source) return "PostgreSQL's source could not be had"
    const headers = [`-I${join(serverHeaders, '../..')}`, `-I${serverHeaders}`]
    const from = join(source, 'src/test/modules/libpq_pipeline/libpq_pipeline.c')
    const links = [`-L${libraries}`, '-l:libpq.so.5', `-L${join(bin, '../lib')}`, '-lpgcommon', '-lpgport']
    const built = await runProgram('cc', [
      '-O2',
      ...headers,
      '-o',
      join(cache, 'libpq_pipeline'),
      from,
      ...links,
    ])
    return built.code === 0 ? null : `libpq_pipeline.c could not be compiled: ${built.output.slice(0, 500)}`
  },
  async run(route, { cache, postgres: { libraries } }) {
    const env = { ...libpqEnvironment(route, 'postgres'), LD_LIBRARY_PATH: libraries }
    const program = join(cache, 'libpq_pipeline')
    const { output } = await runProgram(program, ['tests'])
    const outcome = new Map<string, string>()
    for (const name of output.split('\n').filter(Boolean)) {
      const ended = await runProgram(program, [name], { env, timeoutMs: 120_000 })
      outcome.set(
        name,
        ended.code === 0 ? 'ok' : `code ${ended.code}: ${ended.output.trim().split('\n').at(-1)}`,
      )
    }
    return outcome
  },
}
