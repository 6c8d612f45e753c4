import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rule, startGateway, type TestGateway } from '../testing/test-gateway'
import { converse } from './converse'
import { fuzzCodec } from './fuzz-codec'
import { Random } from './random'
import { type ScriptedServer, startScriptedServer } from './scripted-server'

const SEED = 20_260
const account = { host: '127.0.0.1', database: 'fuzz', username: 'u', password: 'p' }

let server: ScriptedServer
let gateway: TestGateway

beforeAll(async () => {
  server = await startScriptedServer(new Random(SEED), 12)
  const maskingRule = {
    id: 'm',
    name: 'm',
    connections: [],
    groups: [],
    columns: [],
    detectors: ['email'],
  } as const
  gateway = await startGateway(
    { ...account, port: server.port },
    {
      rules: [rule('everything', 'allow')],
      maskingRules: [{ ...maskingRule, dataClass: 'email', operator: 'redact' }],
    },
    { keepsRecordings: false, signIn: 'any' },
  )
})

afterAll(async () => {
  await gateway.close()
  server.close()
})

const address = () => ({ port: gateway.address.port, token: gateway.address.password })

describe('mutated messages', { timeout: 240_000 }, () => {
  it('are decoded or refused, and nothing else, 10,000 times', () => {
    expect(fuzzCodec(new Random(SEED), 10_000)).toBe(10_000)
  })

  it('of both sides end their own conversation at most: each is closed, and the next client is served', async () => {
    const random = new Random(SEED)
    let messages = 0
    let signedIn = 0
    const seen = new Set<string>()
    for (let round = 0; round < 40; round++) {
      const ended = await Promise.all(Array.from({ length: 16 }, () => converse(address(), random, false)))
      expect(ended.filter(({ hangs }) => hangs)).toEqual([])
      for (const each of ended) {
        messages += each.messages
        signedIn += Number(each.isSignedIn)
        for (const error of each.errors) seen.add(error)
      }
    }
    expect(messages).toBeGreaterThan(8_000)
    expect(signedIn).toBeGreaterThan(600)
    expect([...seen]).toContain('FATAL 08P01')
    expect([...seen].filter((error) => error.endsWith('XX000'))).toEqual([]) // an error that nobody foresaw
  })

  it('before sign-in never reach the target', async () => {
    const random = new Random(SEED + 1)
    const before = server.sessions('fuzz')
    for (let round = 0; round < 20; round++) {
      const ended = await Promise.all(Array.from({ length: 16 }, () => converse(address(), random, true)))
      expect(ended.filter(({ hangs, isSignedIn }) => hangs || isSignedIn)).toEqual([])
    }
    expect(server.sessions('fuzz')).toBe(before)
  })
})
