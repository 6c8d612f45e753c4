import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { root } from './root.mjs'
import { run } from './run.mjs'

// Programs that the tests use and npm does not bring. As root on a machine with apt they are installed; elsewhere
// null is the answer, and the caller says what to install.

export const CHROMIUM = '/usr/bin/chromium'

/** The browser's path: Debian's, or Playwright's own. */
export async function findBrowser() {
  return findBrowserHere() ?? ((await aptInstall('chromium')) ? findBrowserHere() : null)
}

function findBrowserHere() {
  if (existsSync(CHROMIUM)) return CHROMIUM
  const { chromium } = createRequire(join(root, 'package.json'))('@playwright/test')
  return existsSync(chromium.executablePath()) ? chromium.executablePath() : null
}

/** psql's version. */
export async function findPsql() {
  return (await psqlVersion()) ?? ((await aptInstall('postgresql-client')) ? psqlVersion() : null)
}

async function psqlVersion() {
  try {
    return (await run('psql', ['--version'])).trim()
  } catch {
    return null // there is none
  }
}

/** Drivers of other languages, for what of Python and Java is here already. Says which are left out. */
export async function findDrivers() {
  const python = await answers('/usr/bin/python3', ['--version'])
  const psycopg =
    python && ((await hasPsycopg()) || ((await aptInstall('python3-psycopg2')) && (await hasPsycopg())))
  const java = await answers('javac', ['-version'])
  const jdbc =
    java && (existsSync(JDBC) || ((await aptInstall('libpostgresql-jdbc-java')) && existsSync(JDBC)))
  const missing = [!psycopg && 'psycopg2', !jdbc && 'JDBC'].filter(Boolean)
  return missing.length === 0 ? 'psycopg2 and JDBC' : `without ${missing.join(' and ')}`
}

const JDBC = '/usr/share/java/postgresql.jar'
const hasPsycopg = () => answers('/usr/bin/python3', ['-c', 'import psycopg2'])

async function answers(program, args) {
  try {
    await run(program, args)
    return true
  } catch {
    return false // there is none
  }
}

async function aptInstall(name) {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  try {
    await run('apt-get', ['update', '-q'], { env })
    await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', name], { env })
    return true
  } catch (error) {
    console.log(error.message)
    return false
  }
}
