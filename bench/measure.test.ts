import { expect, it } from 'vitest'
import { measure } from './measure'
import type { Route } from './routes/route'

const route = (name: string): Route => ({
  name,
  login: { host: '127.0.0.1', port: 1, database: 'd', username: 'u', password: '' },
  processes: [],
})

it('opens each route once and measures them there and back in each round', async () => {
  const asked: string[] = []
  const workload = {
    name: 'any',
    open: async ({ name }: Route) => {
      asked.push(`open ${name}`)
      return async () => {
        asked.push(name)
        return { statements: asked.length, seconds: 1, cpuMs: {} }
      }
    },
  }
  const way = {
    tools: { pgbench: '', psql: '', pgbouncer: null, haproxy: null },
    seconds: 1,
    signal: new AbortController().signal,
  }
  const samples = await measure(workload, [route('A'), route('B')], 2, way)
  expect(asked.join(' ')).toBe('open A open B A B B A A B B A')
  expect(samples.map(({ name, rounds }) => [name, rounds.map((round) => round.length)])).toEqual([
    ['A', [2, 2]],
    ['B', [2, 2]],
  ])
})
