import { generateKeyPairSync, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { issueToken } from '@sallyport/api'
import { connectDb } from '@sallyport/db'
import { beforeAll, describe, expect, it } from 'vitest'
import { consoleDatabaseUrl } from '../databases'
import { productData } from '../env'
import { signIn } from '../person'
import { connectPg } from '../pg-client'
import { demoFile } from '../product'
import { psql } from '../psql'

const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Everything as it should be, signed by somebody else. */
function foreign(token: string): string {
  const { privateKey } = generateKeyPairSync('ed25519')
  const unsigned = `${token.split('.')[0]}.${encode(claimsOf(token))}`
  return `${unsigned}.${sign(null, Buffer.from(unsigned), privateKey).toString('base64url')}`
}

async function expired(identityId: string): Promise<string> {
  const db = connectDb(consoleDatabaseUrl())
  const masterKey = Buffer.from(readFileSync(join(productData(), 'master.key'), 'utf8'), 'base64')
  try {
    return (
      await issueToken(db, masterKey, { identityId, seconds: -3_600, consoleUrl: demoFile().consoleUrl })
    ).token
  } finally {
    await db.$disconnect()
  }
}

describe('a client with a token', () => {
  let tokens: Readonly<Record<string, string>>
  beforeAll(async () => {
    const { token } = demoFile().agent
    const { sub } = claimsOf(token)
    const [header, , signature] = token.split('.')
    const { api } = await signIn('ada')
    const revoked = await api.tokens.create.mutate({ identityId: sub, hours: 1 })
    await api.tokens.revoke.mutate({ id: revoked.id })
    tokens = {
      'no token': 'x',
      'a foreign signature': foreign(token),
      'no signature': `${encode({ alg: 'none', typ: 'JWT' })}.${token.split('.')[1]}.`,
      'changed claims': `${header}.${encode({ ...claimsOf(token), name: 'Ada Admin' })}.${signature}`,
      'an expired token': await expired(sub),
      'a revoked token': revoked.token,
    }
  })

  it('is let in', async () => {
    expect(await psql('select 1 as one', { args: ['-At'] })).toEqual({ code: 0, stdout: '1\n', stderr: '' })
  })

  it.each([
    'no token',
    'a foreign signature',
    'no signature',
    'changed claims',
    'an expired token',
    'a revoked token',
  ])('is refused with %s, in words that do not say which', async (kind) => {
    const token = tokens[kind] ?? ''
    const { code, stderr } = await psql('select 1', { token })
    expect(code).toBe(2)
    expect(stderr.trim()).toMatch(/FATAL: {2}password authentication failed for user "reporting-agent"$/)
    await expect(connectPg(token)).rejects.toMatchObject({ code: '28P01' })
  })

  it('is told when the connection does not exist', async () => {
    const { code, stderr } = await psql('select 1', { database: 'nowhere' })
    expect(code).toBe(2)
    expect(stderr).toContain('nowhere')
  })
})
