import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
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

/** Drivers of other languages. Says which are left out. */
export async function findDrivers() {
  const psycopg = (await hasPsycopg()) || ((await aptInstall('python3-psycopg2')) && (await hasPsycopg()))
  const java = (await hasJava()) || ((await aptInstall('default-jdk-headless')) && (await hasJava()))
  const jdbc =
    java && (existsSync(JDBC) || ((await aptInstall('libpostgresql-jdbc-java')) && existsSync(JDBC)))
  const missing = [!psycopg && 'psycopg2', !jdbc && 'JDBC'].filter(Boolean)
  return missing.length === 0 ? 'psycopg2 and JDBC' : `without ${missing.join(' and ')}`
}

const JDBC = '/usr/share/java/postgresql.jar'
const hasJava = () => answers('javac', ['-version'])
const hasPsycopg = () => answers('/usr/bin/python3', ['-c', 'import psycopg2'])

/** The folder of a server's own programs, pgbench and pg_dump among them, which must be of its version. */
export async function findServerPrograms() {
  return serverPrograms() ?? ((await installServer()) ? serverPrograms() : null)
}

const SERVERS = '/usr/lib/postgresql'

function serverPrograms() {
  const versions = existsSync(SERVERS) ? readdirSync(SERVERS).sort((one, other) => other - one) : []
  return (
    versions
      .map((version) => join(SERVERS, version, 'bin'))
      .find((folder) => ['postgres', 'pgbench', 'pg_dump'].every((name) => existsSync(join(folder, name)))) ??
    null
  )
}

/** Only the programs: the distribution would begin to run a server of its own with them. */
async function installServer() {
  if (!(await aptInstall('postgresql-common'))) return false
  const settings = '/etc/postgresql-common/createcluster.conf'
  if (existsSync(settings)) {
    const text = readFileSync(settings, 'utf8')
    writeFileSync(settings, text.replace(/^#?\s*create_main_cluster\s*=.*$/m, 'create_main_cluster = false'))
  }
  return aptInstall('postgresql')
}

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
