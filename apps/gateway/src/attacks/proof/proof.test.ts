import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readCases } from './read-cases.fixture'
import { Sandbox } from './sandbox.fixture'

const tables = readCases()
let sandbox: Sandbox

beforeAll(async () => {
  sandbox = await Sandbox.open()
})
afterAll(() => sandbox.close())

describe.each([...tables])('%s: what happened was announced', (_, cases) => {
  it.each(cases.map((each) => [each.steps.join(' ⏎ ').slice(0, 200), each] as const))(
    '%s',
    async (__, each) => {
      const { effect, operations, unannounced, error } = await sandbox.run(each.steps)
      expect(unannounced).toEqual([])
      expect({ effect, operations: operations.toSorted(), fails: error !== null }).toEqual({
        effect: each.effect,
        operations: each.operations.toSorted(),
        fails: each.fails || each.effect === 'refused',
      })
    },
  )
})

it('are enough of them', () => {
  expect([...tables.values()].flat().length).toBeGreaterThan(400)
})
