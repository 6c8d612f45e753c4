import { mkdir, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { root } from '../scripts/root.mjs'
import { PlainError } from '../scripts/run.mjs'
import { Apt } from './apt'
import { type Comparison, comparisonTable, differencesOf } from './compare'
import { startGatewayProcess } from './gateway'
import { runMcp } from './mcp'
import type { Options } from './options.mjs'
import { findPostgres } from './postgres'
import { startServer } from './postgres-server'
import type { Outcome, Place, Route, Suite } from './suite'
import { clients } from './suites/clients'
import { dumpRestore } from './suites/dump-restore'
import { fuzz } from './suites/fuzz'
import { libpqPipeline } from './suites/libpq-pipeline'
import { pgbench } from './suites/pgbench'
import { isolation, regression } from './suites/regression'
import { sqlsmith } from './suites/sqlsmith'
import { consoleKilled } from './trials/console-killed'
import { crash } from './trials/crash'
import { diskFull } from './trials/disk-full'
import { databaseStopped, networkCut } from './trials/outages'
import type { Trial } from './trials/trial'

const here = join(root, 'conformance')
const say = (line: string) => process.stdout.write(`${line}\n`)

/** Runs the suites over both routes, prints and saves what differs. True: nothing does, and nothing broke. */
export async function run({
  list,
  words,
  messages,
  statements,
  rounds,
  outage,
  seed,
}: Options): Promise<boolean> {
  const all: Suite[] = [
    clients,
    libpqPipeline,
    pgbench,
    dumpRestore,
    isolation,
    regression,
    sqlsmith(statements, seed),
    fuzz(messages, seed),
  ]
  const allTrials = [
    crash(rounds, seed),
    consoleKilled(Math.ceil(rounds / 2), seed),
    databaseStopped(Math.min(outage, 60)),
    networkCut(outage),
    diskFull,
  ]
  if (list) {
    for (const { name } of [...all, ...allTrials]) say(name)
    say('mcp')
    return true
  }
  if (words.includes('mcp')) return runMcp(join(here, 'results'), say)
  const isWanted = ({ name }: { readonly name: string }) =>
    words.length === 0 || words.some((word) => name.includes(word))
  const suites = all.filter(isWanted)
  const trials = allTrials.filter(isWanted)
  if (suites.length + trials.length === 0) {
    throw new PlainError(`No suite has ${words.join(' or ')} in its name: see --list.`)
  }
  const isWell = await runTrials(trials)
  return (suites.length === 0 || (await runSuites(suites))) && isWell
}

/** What is done to the whole product, one after the other. */
async function runTrials(trials: readonly Trial[]): Promise<boolean> {
  let isWell = true
  for (const trial of trials) {
    say(`${trial.name} …`)
    const startedAt = Date.now()
    const result = await trial.run(say)
    say(`${trial.name}: ${result ? 'ok' : 'FAILED'}, ${Math.round((Date.now() - startedAt) / 1000)} s`)
    isWell &&= result
  }
  return isWell
}

async function runSuites(suites: readonly Suite[]): Promise<boolean> {
  const cache = join(here, '.cache')
  const results = join(here, 'results')
  for (const folder of [cache, results]) await mkdir(folder, { recursive: true })
  const postgres = await findPostgres(new Apt(cache))
  if (!postgres) throw new PlainError("There is no PostgreSQL 15: the suites need Debian's packages.")
  say(`PostgreSQL ${postgres.version}${postgres.source ? '' : ', without its source'}`)

  const place = { postgres, cache, results }
  const comparisons: Comparison[] = []
  for (const suite of suites) {
    const why = await suite.prepare(place)
    if (why) say(`${suite.name}: left out, for ${why}`)
    else comparisons.push(await compare(suite, place))
  }
  const file = join(results, 'conformance.json')
  await writeFile(file, `${JSON.stringify({ version: postgres.version, comparisons }, null, 2)}\n`)
  say(`\n${comparisonTable(comparisons)}\n\nAll of it: ${relative(root, file)}`)
  return comparisons.every(({ differences }) => differences.length === 0)
}

/** Each route has a server of its own, so that neither finds what the other left. */
export async function compare(suite: Suite, place: Place): Promise<Comparison> {
  const direct = await timed(suite, place, 'direct')
  const gateway = await timed(suite, place, 'gateway')
  const differences = differencesOf(direct.outcome, gateway.outcome).filter(
    (each) => !suite.isNoise?.(each.direct, each.gateway),
  )
  for (const { test, ...route } of differences) {
    say(`  ${test}: directly ${route.direct}, through the gateway ${route.gateway}`)
  }
  return {
    suite: suite.name,
    tests: new Set([...direct.outcome.keys(), ...gateway.outcome.keys()]).size,
    direct: well(direct.outcome),
    gateway: well(gateway.outcome),
    differences,
    seconds: { direct: direct.seconds, gateway: gateway.seconds },
  }
}

async function timed(suite: Suite, place: Place, name: Route['name']) {
  const server = await startServer(place.postgres)
  const gateway = name === 'gateway' ? await startGatewayProcess(server) : null
  const { host, port, username, password } = server
  const way = gateway ? { port: gateway.port, password: gateway.token } : { port, password }
  say(`${suite.name}: ${name} …`)
  const startedAt = Date.now()
  try {
    const outcome = new Map(await suite.run({ name, host, username, server, ...way }, place))
    if (gateway?.hasEnded) outcome.set('the gateway itself', 'it ended')
    return { outcome, seconds: (Date.now() - startedAt) / 1000 }
  } finally {
    if (gateway) await writeFile(join(place.results, `${suite.name}-gateway.log`), gateway.log())
    await gateway?.stop()
    await server.stop()
  }
}

/** What is neither `ok` nor anything else that both routes say alike counts as not well. */
function well(outcome: Outcome): number {
  return [...outcome.values()].filter((result) => result === 'ok').length
}
