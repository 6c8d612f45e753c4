import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { throttle } from './throttle'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('calls at once, and then not again before its interval', () => {
  const action = vi.fn()
  const call = throttle(action, 100)
  call()
  call()
  expect(action).toHaveBeenCalledTimes(1)
})

it('never loses the last call', () => {
  const action = vi.fn()
  const call = throttle(action, 100)
  call()
  call()
  call()
  vi.advanceTimersByTime(100)
  expect(action).toHaveBeenCalledTimes(2)
  vi.advanceTimersByTime(1_000)
  expect(action).toHaveBeenCalledTimes(2)
})
