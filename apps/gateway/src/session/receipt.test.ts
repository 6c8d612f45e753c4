import { exportJWK, generateKeyPair } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { signReceipt } from '../testing/test-gateway'
import { testIssuer } from '../testing/test-issuer'
import { verifyReceipt } from './receipt'

type Key = Parameters<typeof signReceipt>[0]

const APPROVED = { approvalId: 'a1', digest: 'd1', sessionId: 's1' }
let key: Key
let stranger: Key
let policy: Parameters<typeof verifyReceipt>[1]

beforeAll(async () => {
  const pair = await generateKeyPair('EdDSA')
  key = pair.privateKey
  stranger = (await generateKeyPair('EdDSA')).privateKey
  const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'EdDSA' }
  policy = {
    gatewayName: 'test',
    consoleIssuer: testIssuer(jwk),
  }
})

const { approvalId, ...claims } = APPROVED

describe('verifyReceipt', () => {
  it('takes what the console signed for this request, digest, session and gateway', async () => {
    const receipt = await signReceipt(key, approvalId, claims)
    await expect(verifyReceipt(receipt, policy, APPROVED)).resolves.toBeUndefined()
  })

  it.each<[string, () => Promise<string>]>([
    ['another key', () => signReceipt(stranger, approvalId, claims)],
    ['another request', () => signReceipt(key, 'a2', claims)],
    ['another digest', () => signReceipt(key, approvalId, { ...claims, digest: 'd2' })],
    ['another session', () => signReceipt(key, approvalId, { ...claims, sessionId: 's2' })],
    ['another gateway', () => signReceipt(key, approvalId, claims, { gateway: 'other' })],
    ['another use, such as a token', () => signReceipt(key, approvalId, claims, { typ: 'JWT' })],
    ['nothing', async () => ''],
    ['no signature', async () => (await signReceipt(key, approvalId, claims)).replace(/[^.]+$/, '')],
  ])('refuses a receipt for or by %s', async (_, sign) => {
    await expect(verifyReceipt(await sign(), policy, APPROVED)).rejects.toMatchObject({ code: 'DENIED' })
  })
})
