import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, signIn } from '../person'
import { demoFile, type RunningProduct, startProduct } from '../product'

// The official server-filesystem behind a product whose operator lets it be started.

const require = createRequire(import.meta.url)
const program = join(
  dirname(require.resolve('@modelcontextprotocol/server-filesystem/package.json')),
  'dist/index.js',
)

let product: RunningProduct
let folder: string
let ada: Api
let rita: Api
let id: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-files-'))
  await chmod(folder, 0o755)
  await writeFile(join(folder, 'note.txt'), 'Her card is 4111 1111 1111 1111.')
  product = await startProduct({}, { SALLYPORT_MCP_COMMANDS: `${process.execPath} ${program}` })
  const demo = demoFile(product.data)
  ada = (await signIn('ada', demo)).api
  rita = (await signIn('rita', demo)).api
})

afterAll(async () => {
  await product.remove()
  await rm(folder, { recursive: true, force: true })
})

async function using<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const { gateway, agent } = demoFile(product.data)
  const client = new Client({ name: 'e2e', version: '1' })
  const requestInit = { headers: { authorization: `Bearer ${agent.token}` } }
  await client.connect(new StreamableHTTPClientTransport(new URL(gateway.mcp), { requestInit }))
  try {
    return await work(client)
  } finally {
    await client.close()
  }
}

const names = () => using(async (client) => (await client.listTools()).tools.map(({ name }) => name))

describe('an MCP server that an admin registers', () => {
  it('is asked for its tools by the gateway, which starts what its operator allows', async () => {
    const server = { transport: 'stdio', command: process.execPath, args: [program, folder] } as const
    id = (await ada.servers.create.mutate({ name: 'files', server })).id
    const { items, problem } = await ada.servers.refresh.mutate({ id })
    expect(problem).toBeNull()
    expect(items).toContainEqual(expect.objectContaining({ name: 'read_text_file', state: 'new' }))
  })

  it('that is no such program is not started, and says who allows it', async () => {
    const server = { transport: 'stdio', command: 'sh', args: ['-c', 'id'] } as const
    const other = await ada.servers.create.mutate({ name: 'shell', server })
    const { problem } = await ada.servers.refresh.mutate({ id: other.id })
    expect(problem).toContain('this gateway may not start "sh -c id"')
    expect(problem).toContain('SALLYPORT_MCP_COMMANDS')
  })

  it('is offered to agents once its tools are accepted and a rule allows them', async () => {
    expect(await names()).not.toContain('files__read_text_file')
    const { items } = await ada.servers.tools.query({ id })
    const tools = items.flatMap(({ name, offeredHash }) => (offeredHash ? [{ name, hash: offeredHash }] : []))
    await ada.servers.accept.mutate({ id, tools })
    await ada.rules.create.mutate({
      name: 'agents read files',
      kinds: ['agent'],
      verbs: ['call'],
      resources: ['files.read_*'],
      effect: 'allow',
    })
    await expect.poll(names, { timeout: 20_000 }).toContain('files__read_text_file')
    expect(await names()).not.toContain('files__write_file')
  })

  it('answers masked, and its session is there to be replayed', async () => {
    const path = join(folder, 'note.txt')
    const answer = await using((client) =>
      client.callTool({ name: 'files__read_text_file', arguments: { path } }),
    )
    expect(answer.isError).toBeUndefined()
    expect(JSON.stringify(answer)).toContain('Her card is')
    expect(JSON.stringify(answer)).not.toContain('1111')
    const recorded = async () => (await rita.statements.search.query({ connection: 'files' })).items
    await expect
      .poll(recorded, { timeout: 20_000 })
      .toContainEqual(expect.objectContaining({ text: expect.stringContaining('read_text_file') }))
  })
})
