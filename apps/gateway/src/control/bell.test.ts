import { describe, expect, it } from 'vitest'
import { Bell } from './bell'

const HOUR_MS = 3_600_000

describe('Bell', () => {
  it('wakes who waits', async () => {
    const bell = new Bell()
    const rung = bell.rung(HOUR_MS)
    bell.ring()
    await expect(rung).resolves.toBeUndefined()
  })

  it('remembers a ring that came before the wait, once', async () => {
    const bell = new Bell()
    bell.ring()
    await bell.rung(HOUR_MS)
    let isRung = false
    void bell.rung(HOUR_MS).then(() => {
      isRung = true
    })
    await new Promise((resolve) => setImmediate(resolve))
    expect(isRung).toBe(false)
    bell.ring()
  })

  it('wakes by itself after the time', async () => {
    await expect(new Bell().rung(1)).resolves.toBeUndefined()
  })
})
