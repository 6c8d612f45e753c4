import { VERBS } from '@sallyport/core'
import { type TestTarget, testTarget } from '@sallyport/testkit'
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest'
import { rule, startGateway, type TestGateway } from '../apps/gateway/src/testing/test-gateway'
import { differencesOf } from './compare'
import { CLIENT_NAMES, runClient } from './suites/clients'

let target: TestTarget
let gateway: TestGateway

beforeAll(async () => {
  target = await testTarget('empty')
  gateway = await startGateway(target, { rules: [rule('everything', 'allow', { verbs: VERBS })] })
})

afterAll(async () => {
  await gateway.close()
  await target.drop()
})

describe('real clients', () => {
  it.for(CLIENT_NAMES)(
    '%s sees through the gateway what it sees directly',
    { timeout: 240_000 },
    async (name, { skip }: TestContext) => {
      const direct = await runClient(name, target, target.database)
      if (!direct) return skip(`${name} is not on this machine`)
      const { host, port, password } = gateway.address
      const through = await runClient(name, { host, port, password, username: target.username }, 'shop')
      expect(direct.size).toBeGreaterThan(10)
      expect(direct.get(`${name}: ended`)).toBe('ok')
      expect(differencesOf(direct, through ?? new Map())).toEqual([])
    },
  )
})
