import { randomBytes } from 'node:crypto'
import { connectDb, type Db } from '@sallyport/db'
import { type TestDatabase, testDatabase } from '@sallyport/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCredential } from '../gateways/credential'
import { BackOff } from '../sign-in/back-off'
import { findGateway } from '../sign-in/find-caller'
import { signInWithPassword } from '../sign-in/sign-in-with-password'
import { bootstrap } from './bootstrap'

const masterKey = randomBytes(32)
const admin = { email: 'Ada@Example.com', password: 'correct horse battery' }
const credential = createCredential()
let database: TestDatabase
let db: Db

beforeAll(async () => {
  database = await testDatabase()
  db = connectDb(database.url)
})
afterAll(async () => {
  await db.$disconnect()
  await database.drop()
})

describe('bootstrap', () => {
  it('makes everything once, however many processes start at the same time', async () => {
    const starts = Array.from({ length: 4 }, () =>
      bootstrap(db, { masterKey, admin, gateway: { credential } }),
    )
    const results = await Promise.all(starts)
    expect(results.filter(({ isFirst }) => isFirst)).toHaveLength(1)
    expect(await db.organization.count()).toBe(1)
    expect(await db.identity.count()).toBe(1)
    expect(await db.gateway.count()).toBe(1)
    expect(await db.signingKey.count()).toBe(1)
  })

  it('lets the admin sign in, and the gateway be known', async () => {
    const input = { email: 'ada@example.com', password: admin.password }
    expect(await signInWithPassword(db, new BackOff(), input, { address: '' })).toHaveProperty(
      'consoleSessionId',
    )
    expect(await findGateway(db, credential)).toMatchObject({ type: 'gateway', name: 'gateway' })
    expect(await findGateway(db, createCredential())).toBeNull()
  })

  it('does not bring an admin back, nor change a password, at a later start', async () => {
    const again = { email: 'other@example.com', password: 'another long password' }
    await bootstrap(db, { masterKey, admin: again })
    expect(await db.identity.count()).toBe(1)
  })

  it('takes a new credential for the gateway, and forgets the old one', async () => {
    const renewed = createCredential()
    await bootstrap(db, { masterKey, gateway: { credential: renewed } })
    expect(await findGateway(db, renewed)).not.toBeNull()
    expect(await findGateway(db, credential)).toBeNull()
  })

  it('refuses a credential that could be guessed', async () => {
    await expect(bootstrap(db, { masterKey, gateway: { credential: 'sp_gw_short' } })).rejects.toThrow(
      '32 random',
    )
  })
})
