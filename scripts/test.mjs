import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { progress } from './progress.mjs'
import { root } from './root.mjs'
import { PlainError } from './run.mjs'
import { build, checkNode, generate, install } from './steps.mjs'
import { findBrowser, findDrivers, findPsql, findServerPrograms } from './tools.mjs'

// `npm test`: everything that says whether the product is right. Goes on after a failure, so that one run tells all,
// and ends with one line, `N passed, N failed`, summed over all runners.

const reports = join(root, 'test-results', 'reports')
const sum = { passed: 0, failed: 0 }

async function test() {
  checkNode()
  const say = progress(6)
  await say.step('installing packages', () => install({}))
  await say.step('generating the database client', () => generate({}))
  const psql = await say.step('looking for psql', () => findPsql())
  await say.step('looking for drivers of other languages', () => findDrivers())
  await say.step("looking for PostgreSQL's own programs", async () => {
    return (await findServerPrograms()) ?? 'none: pgbench and pg_dump are left out'
  })
  const browser = await say.step('looking for Chromium', () => findBrowser())
  rmSync(reports, { recursive: true, force: true })
  mkdirSync(reports, { recursive: true })

  await checked('format', 'biome', ['check', '.'])
  await checked('lint', 'oxlint', ['--type-aware'])
  await checked('types', 'tsc', ['--noEmit', '-p', 'tsconfig.json'])
  await checked('types of the console', 'tsc', ['--noEmit', '-p', 'apps/console/tsconfig.json'])
  await vitest('unit tests', 'unit')

  if (!(await built())) return failedWithout('gateway and browser tests', 'nothing was built')
  if (psql) await vitest('gateway tests', 'gateway')
  else failedWithout('gateway tests', 'there is no psql: install postgresql-client')
  if (browser) await playwright()
  else
    failedWithout(
      'browser tests',
      'there is no Chromium: install chromium, or run npx playwright install chromium',
    )
}

/** Something that is right or is not. */
async function checked(title, tool, args) {
  count(title, (await shown(title, tool, args)) ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 })
}

async function vitest(title, project) {
  const file = join(reports, `${project}.json`)
  const args = [
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ]
  const isRight = await shown(title, 'vitest', args)
  const report = readReport(file)
  count(title, atLeastOneFailed(isRight, { passed: report?.numPassedTests, failed: report?.numFailedTests }))
}

async function playwright() {
  const title = 'browser tests'
  const file = join(reports, 'browser.json')
  const isRight = await shown(title, 'playwright', ['test', '--reporter=list,json'], {
    PLAYWRIGHT_JSON_OUTPUT_NAME: file,
  })
  const stats = readReport(file)?.stats
  count(
    title,
    atLeastOneFailed(isRight, { passed: stats?.expected, failed: stats && stats.unexpected + stats.flaky }),
  )
}

async function built() {
  heading('build')
  try {
    const line = await build({ verbose: true })
    count('build', { passed: 1, failed: 0 }, line)
    return true
  } catch (error) {
    console.log(error.message)
    count('build', { passed: 0, failed: 1 })
    return false
  }
}

/** A runner that could not even begin must not look like one with nothing to do. */
function atLeastOneFailed(isRight, { passed = 0, failed = 0 }) {
  return { passed, failed: isRight ? failed : Math.max(failed, 1) }
}

function failedWithout(title, why) {
  heading(title)
  console.log(`Not run: ${why}`)
  count(title, { passed: 0, failed: 1 })
}

function count(title, { passed, failed }, line) {
  sum.passed += passed
  sum.failed += failed
  console.log(`-- ${title}: ${line ? `${line}, ` : ''}${passed} passed, ${failed} failed`)
}

function heading(title) {
  console.log(`\n== ${title} ==`)
}

/** Runs an installed tool where its output can be seen; true when it ended well. */
function shown(title, tool, args, env = {}) {
  heading(title)
  console.log(`$ ${tool} ${args.join(' ')}`)
  return new Promise((resolve, reject) => {
    const child = spawn(join(root, 'node_modules', '.bin', tool), args, {
      cwd: root,
      env: { ...process.env, NODE_ENV: 'test', NEXT_TELEMETRY_DISABLED: '1', ...env },
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    child.once('error', reject).once('close', (code) => resolve(code === 0))
  })
}

function readReport(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null
}

test()
  .catch((error) => {
    console.error(`\n${error instanceof PlainError ? error.message : (error?.stack ?? error)}`)
    sum.failed++
  })
  .finally(() => {
    console.log(`\n${sum.passed} passed, ${sum.failed} failed`)
    process.exitCode = sum.failed > 0 ? 1 : 0
  })
