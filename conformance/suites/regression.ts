import { chmod, chown, cp, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runProgram } from '../run-program'
import type { Outcome, Place, Route, Suite } from '../suite'

/** PostgreSQL's own regression tests, run by its own pg_regress, in the groups and with the width of its schedule. */
export const regression: Suite = {
  name: 'regression',
  async prepare({ postgres: { source, serverHeaders }, cache }) {
    if (!source) return "PostgreSQL's source could not be had"
    const from = join(source, 'src/test/regress/regress.c')
    const flags = ['-O2', '-fPIC', '-shared', `-I${serverHeaders}`, '-o', join(cache, 'regress.so'), from]
    const built = await runProgram('cc', flags)
    return built.code === 0 ? null : `regress.c could not be compiled: ${built.output.slice(0, 500)}`
  },
  run(route, place) {
    return runPgRegress(route, place, {
      name: 'regression',
      folder: 'src/test/regress',
      program: 'regress/pg_regress',
      words: ['--dlpath=.', '--max-concurrent-tests=20', '--schedule=parallel_schedule'],
    })
  },
}

/** Tests of what several sessions do to each other, with locks, and of who waits for whom by process id. */
export const isolation: Suite = {
  name: 'isolation',
  async prepare({ postgres: { source } }) {
    return source ? null : "PostgreSQL's source could not be had"
  },
  run(route, place) {
    return runPgRegress(route, place, {
      name: 'isolation',
      folder: 'src/test/isolation',
      program: 'isolation/pg_isolation_regress',
      words: ['--schedule=isolation_schedule'],
    })
  },
}

interface Schedule {
  readonly name: string
  /** In PostgreSQL's source. */
  readonly folder: string
  readonly program: string
  readonly words: readonly string[]
}

async function runPgRegress(route: Route, place: Place, schedule: Schedule): Promise<Outcome> {
  const { postgres, cache, results } = place
  const { server } = route
  const folder = join(server.folder, `${schedule.name}-${route.name}`)
  await cp(join(postgres.source ?? '', schedule.folder), folder, { recursive: true })
  if (schedule.name === 'regression') {
    await cp(join(cache, 'regress.so'), join(folder, 'regress.so'))
    const modules = join(postgres.bin, '../lib')
    for (const file of ['refint.so', 'autoinc.so']) await cp(join(modules, file), join(folder, file))
  }
  if (server.user) await giveAll(folder, server.user)
  const ended = await runProgram(
    join(postgres.testers, schedule.program),
    [
      '--inputdir=.',
      '--outputdir=.',
      `--bindir=${postgres.bin}`,
      `--host=${route.host}`,
      `--port=${route.port}`,
      `--user=${route.username}`,
      ...schedule.words,
    ],
    {
      ...server.user,
      cwd: folder,
      env: { PGPASSWORD: route.password, LD_LIBRARY_PATH: postgres.libraries, HOME: folder },
    },
  )
  await writeFile(join(results, `${schedule.name}-${route.name}.out`), ended.output)
  const differences = join(folder, 'regression.diffs')
  await cp(differences, join(results, `${schedule.name}-${route.name}.diffs`)).catch(() => undefined)
  await rm(folder, { recursive: true, force: true })
  return readResults(ended.output)
}

/** Lines such as `test boolean ... ok 12 ms`, in a group `     char ... FAILED 3 ms`. */
export function readResults(output: string): Outcome {
  const lines = output.matchAll(/^(?:test|    ) *(\S+) +\.\.\. (ok|FAILED|failed)/gm)
  return new Map([...lines].map(([, name = '', result = '']) => [name, result.toLowerCase()]))
}

async function giveAll(folder: string, { uid, gid }: { uid: number; gid: number }): Promise<void> {
  await chown(folder, uid, gid)
  for (const entry of await readdir(folder, { recursive: true })) await chown(join(folder, entry), uid, gid)
  await chmod(folder, 0o755)
}
