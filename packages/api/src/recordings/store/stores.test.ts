import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import S3rver from 's3rver'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { DirectoryStore } from './directory-store'
import { openStore } from './open-store'
import type { RecordingStore } from './recording-store'
import { S3Store } from './s3-store'

let folder: string
let server: S3rver
const stores = new Map<string, RecordingStore>()

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-stores-'))
  server = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory: join(folder, 's3'),
    configureBuckets: [{ name: 'recordings', configs: [] }],
  })
  const { port } = await server.run()
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'S3RVER')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'S3RVER')
  const s3 = { region: 'us-east-1', endpoint: `http://127.0.0.1:${port}`, hasObjectLock: false }
  stores.set('a directory', openStore({ ...s3, location: join(folder, 'directory') }))
  stores.set('an S3-compatible store', openStore({ ...s3, location: 's3://recordings/kept/here' }))
})
afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true })
})

describe.each(['a directory', 'an S3-compatible store'])('%s', (name) => {
  const store = () => stores.get(name) ?? expect.unreachable()

  it('gives back what it was given', async () => {
    const bytes = randomBytes(1_500_000)
    await store().put('organization/session/000000.seg', bytes)
    const got = await store().get('organization/session/000000.seg')
    expect(bytes.equals(got)).toBe(true)
  })

  it('says that an object is missing', async () => {
    await expect(store().get('organization/session/missing.seg')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  it('removes, and does not mind when there is nothing to remove', async () => {
    await store().put('organization/session/gone.seg', randomBytes(10))
    await store().remove('organization/session/gone.seg')
    await store().remove('organization/session/gone.seg')
    await expect(store().get('organization/session/gone.seg')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('keeps anchors', async () => {
    await store().anchor('anchors/organization/1.json', Buffer.from('{}'), new Date(Date.now() + 1e9))
    expect(Buffer.from(await store().get('anchors/organization/1.json')).toString()).toBe('{}')
  })
})

describe('openStore', () => {
  it('tells a bucket from a directory', () => {
    const s3 = { region: 'us-east-1', endpoint: null, hasObjectLock: false }
    expect(openStore({ ...s3, location: 's3://bucket' })).toBeInstanceOf(S3Store)
    expect(openStore({ ...s3, location: '/var/lib/recordings' })).toBeInstanceOf(DirectoryStore)
  })
})

describe('DirectoryStore', () => {
  it.each(['../outside', 'a/../../outside', '/etc/passwd', 'a', 'a//b'])(
    'refuses the key %s',
    async (key) => {
      await expect(new DirectoryStore(folder).put(key, randomBytes(1))).rejects.toMatchObject({
        code: 'INVALID_INPUT',
      })
    },
  )
})

describe('S3Store', () => {
  it('says that the store cannot be reached', async () => {
    const settings = { region: 'us-east-1', endpoint: 'http://127.0.0.1:1', hasObjectLock: false }
    const store = new S3Store({ ...settings, bucket: 'recordings', prefix: '' })
    await expect(store.get('a/b')).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  })
})
