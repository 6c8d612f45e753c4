import { SallyportError } from '@sallyport/core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Backoff } from './backoff'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

describe('Backoff', () => {
  const error = new SallyportError('TARGET_UNREACHABLE', 'it does not start', { hint: 'Check it.' })

  it('says again what went wrong until the time has come, each time for longer', () => {
    const backoff = new Backoff()
    for (const waitMs of [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
      expect(() => backoff.assertReady('s')).not.toThrow()
      backoff.failed('s', error)
      vi.advanceTimersByTime(waitMs - 1)
      expect(() => backoff.assertReady('s')).toThrow('it does not start')
      vi.advanceTimersByTime(1)
    }
  })

  it('begins anew once it has worked, and keeps servers apart', () => {
    const backoff = new Backoff()
    backoff.failed('s', error)
    expect(() => backoff.assertReady('other')).not.toThrow()
    backoff.succeeded('s')
    expect(() => backoff.assertReady('s')).not.toThrow()
  })
})
