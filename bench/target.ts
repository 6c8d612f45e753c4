import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { type Login, libpqEnvironment } from './routes/route'
import type { Tools } from './tools'

const run = promisify(execFile)

/** Fills the target with pgbench's tables at scale 1, and keeps it from compiling queries, which is slow at random. */
export async function prepareTarget(
  { pgbench, psql }: Tools,
  target: Login,
  signal: AbortSignal,
): Promise<void> {
  const options = { env: libpqEnvironment(target), signal }
  await run(pgbench, ['--initialize', '--scale=1', '--quiet'], options)
  await run(psql, ['-Xqc', `alter database "${target.database}" set jit = off`], options)
}
