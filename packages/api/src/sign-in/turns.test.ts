import { describe, expect, it } from 'vitest'
import { Turns } from './turns'

describe('Turns', () => {
  it('lets no more run at a time than it says, and everybody in the end', async () => {
    const turns = new Turns(2, 100)
    let running = 0
    let most = 0
    const work = async () => {
      most = Math.max(most, ++running)
      await new Promise((resolve) => setTimeout(resolve, 1))
      running -= 1
    }
    await Promise.all(Array.from({ length: 20 }, () => turns.take(work)))
    expect(most).toBe(2)
    expect(running).toBe(0)
  })

  it('turns away who comes when too many wait, and serves again afterwards', async () => {
    const turns = new Turns(1, 1)
    const slow = () => new Promise((resolve) => setTimeout(resolve, 5))
    const results = await Promise.allSettled([turns.take(slow), turns.take(slow), turns.take(slow)])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected'])
    await turns.take(slow)
  })

  it('passes the turn on after a failure', async () => {
    const turns = new Turns(1, 10)
    const fail = () => Promise.reject(new Error('failed'))
    await expect(turns.take(fail)).rejects.toThrow('failed')
    expect(await turns.take(() => Promise.resolve('next'))).toBe('next')
  })
})
