#!/usr/bin/env node
// Prisma's schema engine without a downloaded binary. The Prisma CLI starts the program that
// PRISMA_SCHEMA_ENGINE_BINARY names and speaks JSON-RPC, one message a line, over its stdin and stdout; this one
// answers from the WebAssembly build of the same engine. It runs for developers and tests, never in the product.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils'
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg'
import pg from 'pg'

const FALLBACK_URL = 'postgresql://postgres@127.0.0.1:5432/postgres'
const CHAR_OID = 18
const TEXT_OID = 25
const REQUEST_FAILED = 4466

const argv = process.argv.slice(2)
if (argv.includes('--version')) {
  console.log('schema-engine-cli wasm')
  process.exit(0)
}

const { values, positionals } = parseArgs({
  args: argv,
  strict: false,
  allowPositionals: true,
  options: {
    datamodels: { type: 'string', multiple: true },
    datasource: { type: 'string' },
    'enabled-preview-features': { type: 'string' },
    'extension-types': { type: 'string' },
  },
})
const source = values.datasource ? JSON.parse(values.datasource) : {}

function parse(text = FALLBACK_URL) {
  const url = new URL(text)
  const schema = url.searchParams.get('schema') ?? undefined
  url.searchParams.delete('schema')
  return { url, schema, database: decodeURIComponent(url.pathname.slice(1)) }
}

async function query(text, database, sql) {
  const { url } = parse(text)
  if (database) url.pathname = `/${database}`
  const client = new pg.Client({ connectionString: url.toString() })
  await client.connect()
  try {
    if (sql) await client.query(sql)
  } finally {
    await client.end()
  }
}

const quoted = (url) => pg.escapeIdentifier(parse(url).database)
const createDatabase = (url) => query(url, 'postgres', `CREATE DATABASE ${quoted(url)}`)
const dropDatabase = (url) => query(url, 'postgres', `DROP DATABASE IF EXISTS ${quoted(url)} WITH (FORCE)`)

/** The CLI's one-shot commands answer by exit code; it reads each line of stderr but the first as JSON. */
async function runCommand(command) {
  const codes = { '3D000': 'P1003', '28P01': 'P1000', 28000: 'P1000' }
  try {
    if (command === 'can-connect-to-database') await query(source.url)
    else if (command === 'create-database') await createDatabase(source.url)
    else if (command === 'drop-database') await dropDatabase(source.url)
    process.exit(0)
  } catch (error) {
    const fields = { error_code: codes[error.code] ?? 'P1001', message: error.message, is_panic: false }
    process.stderr.write(`\n${JSON.stringify({ level: 'ERROR', target: 'schema_engine::logger', fields })}\n`)
    process.exit(1)
  }
}
if (positionals[0] === 'cli') await runCommand(positionals.at(-1))

// adapter-pg refuses the "char" type, which the engine's catalogue queries return and which the engine wants back
// as Character: send it through as text, then put the column type right.
let charColumns = []
const handleRowDescription = pg.Query.prototype.handleRowDescription
pg.Query.prototype.handleRowDescription = function (message) {
  charColumns = []
  message.fields.forEach((field, index) => {
    if (field.dataTypeID !== CHAR_OID) return
    field.dataTypeID = TEXT_OID
    charColumns.push(index)
  })
  return handleRowDescription.call(this, message)
}

async function connect(text, database) {
  const { url, schema } = parse(text)
  if (database) url.pathname = `/${database}`
  const adapter = await new PrismaPg({ connectionString: url.toString(), max: 1 }, { schema }).connect()
  const queryRaw = adapter.queryRaw.bind(adapter)
  adapter.queryRaw = async (request) => {
    charColumns = []
    const result = await queryRaw(request)
    for (const index of charColumns) result.columnTypes[index] = ColumnTypeEnum.Character
    return result
  }
  return adapter
}

const factory = {
  provider: 'postgres',
  adapterName: '@prisma/adapter-pg',
  connect: () => connect(source.url),
  // PrismaPg's own connectToShadowDb forgets the shadow database's name when it was given a connection string, and
  // would replay the migrations into the main database.
  async connectToShadowDb() {
    if (source.shadowDatabaseUrl) return connect(source.shadowDatabaseUrl)
    const name = `prisma_migrate_shadow_db_${crypto.randomUUID()}`
    await query(source.url, 'postgres', `CREATE DATABASE "${name}"`)
    const adapter = await connect(source.url, name)
    const dispose = adapter.dispose.bind(adapter)
    adapter.dispose = async () => {
      await dispose()
      await query(source.url, 'postgres', `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`)
    }
    return adapter
  },
}

globalThis.PRISMA_WASM_PANIC_REGISTRY = {
  message: '',
  set_message(message) {
    this.message = message
  },
}
const wasm = createRequire(import.meta.url)
  .resolve('@prisma/schema-engine-wasm/schema_engine_bg')
  .replace(/\.js$/, '.wasm')
const { instance } = await WebAssembly.instantiate(readFileSync(wasm), { './schema_engine_bg.js': bindings })
bindings.__wbg_set_wasm(instance.exports)
instance.exports.__wbindgen_start()

let engine
function getEngine() {
  engine ??= bindings.SchemaEngine.new(
    { datamodels: values.datamodels?.map((file) => [file, readFileSync(file, 'utf8')]) },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(factory),
  )
  return engine
}

const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)

async function answer({ id, method, params }) {
  if (method === 'createDatabase') {
    const url = params?.datasource?.url ?? source.url
    await createDatabase(url)
    return { databaseName: parse(url).database }
  }
  if (method === 'dropDatabase') return dropDatabase(params?.url ?? source.url)
  const result = await (await getEngine())[method === 'getDatabaseVersion' ? 'version' : method](params)
  if (method === 'diff' && result.stdout) {
    send({ id: id + 1_000_000, method: 'print', params: { content: result.stdout } })
  }
  return result
}

function failure(error) {
  const message = globalThis.PRISMA_WASM_PANIC_REGISTRY.message || error?.message || String(error)
  const data = { is_panic: false, message, meta: error?.meta ?? null, error_code: error?.code ?? null }
  return { code: REQUEST_FAILED, message: 'An error happened. Check the data field for details.', data }
}

process.on('uncaughtException', (error) => {
  console.error(globalThis.PRISMA_WASM_PANIC_REGISTRY.message || error)
  process.exit(101)
})

let queue = Promise.resolve()
createInterface({ input: process.stdin })
  .on('line', (line) => {
    const request = line.trim() && JSON.parse(line)
    if (!request?.method) return // the CLI's answer to a `print`
    queue = queue
      .then(() => answer(request))
      .then(
        (result) => send({ id: request.id, result: result ?? {} }),
        (error) => send({ id: request.id, error: failure(error) }),
      )
  })
  .on('close', () => void queue.then(() => process.exit(0)))
