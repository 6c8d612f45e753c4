import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server, request as send } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { compressedFiles } from './compressed-files'

let folder: string
let server: Server

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-static-'))
  mkdirSync(join(folder, 'chunks'))
  writeFileSync(join(folder, 'chunks', 'a.js.br'), brotliCompressSync('let a'))
  writeFileSync(join(folder, 'chunks', 'plain.js'), 'let b')
  const serve = compressedFiles(folder)
  server = createServer((request, response) => {
    if (!serve(request, response)) response.writeHead(404).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true })
})

async function ask(path: string, encoding: string, method = 'GET') {
  const { port } = server.address() as AddressInfo
  const headers = { 'accept-encoding': encoding }
  const request = send({ host: '127.0.0.1', port, path, method, headers }).end()
  const [response] = (await once(request, 'response')) as [import('node:http').IncomingMessage]
  response.resume()
  return response
}

it.each(['br', 'gzip, br', 'gzip, deflate, br;q=0.5, zstd'])(
  'serves what was compressed to who takes %j',
  async (encoding) => {
    const { statusCode, headers } = await ask('/_next/static/chunks/a.js?v=1', encoding)
    expect(statusCode).toBe(200)
    expect(headers).toMatchObject({
      'content-encoding': 'br',
      'content-type': 'application/javascript; charset=utf-8',
      vary: 'Accept-Encoding',
    })
  },
)

it.each([
  ['who does not take it', '/_next/static/chunks/a.js', 'gzip', 'GET'],
  ['who refuses it', '/_next/static/chunks/a.js', 'br;q=0, gzip', 'GET'],
  ['a file that was not compressed', '/_next/static/chunks/plain.js', 'br', 'GET'],
  ['a way out of the folder', '/_next/static/../chunks/a.js', 'br', 'GET'],
  ['another method', '/_next/static/chunks/a.js', 'br', 'POST'],
])('leaves %s to others', async (_, path, encoding, method) => {
  expect((await ask(path, encoding, method)).statusCode).toBe(404)
})
