import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { refreshSeldom } from './key-refreshes'

beforeEach(() => void vi.useFakeTimers({ now: 0 }))
afterEach(() => void vi.useRealTimers())

it('asks once for those that come at once or a moment later, and each issuer by itself', async () => {
  const asked: string[] = []
  const refresh = refreshSeldom(async (issuer) => void asked.push(issuer))
  await Promise.all([refresh('a'), refresh('a'), refresh('b')])
  vi.setSystemTime(4_999)
  await refresh('a')
  expect(asked).toEqual(['a', 'b'])
  vi.setSystemTime(5_000)
  await refresh('a')
  expect(asked).toEqual(['a', 'b', 'a'])
})

it('waits on with one that takes longer', async () => {
  let answer: () => void = () => undefined
  const ask = vi.fn(() => new Promise<void>((resolve) => void (answer = resolve)))
  const refresh = refreshSeldom(ask)
  const first = refresh('a')
  vi.setSystemTime(60_000)
  const second = refresh('a')
  answer()
  await Promise.all([first, second])
  expect(ask).toHaveBeenCalledTimes(1)
})

it('says to all that it failed, and asks again later', async () => {
  const ask = vi.fn().mockRejectedValueOnce(new Error('away')).mockResolvedValue(undefined)
  const refresh = refreshSeldom(ask)
  const both = await Promise.allSettled([refresh('a'), refresh('a')])
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  vi.setSystemTime(5_000)
  await refresh('a')
  expect(ask).toHaveBeenCalledTimes(2)
})
