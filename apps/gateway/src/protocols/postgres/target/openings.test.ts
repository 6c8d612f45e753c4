import { describe, expect, it } from 'vitest'
import { Openings } from './openings'

const turn = () => new Promise((resolve) => setImmediate(resolve))

/** Work that ends when it is told to. */
function work() {
  let end = () => {}
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  return { begun: false, end, ended }
}

describe('Openings', () => {
  it('lets so many sign in at once, and the others in their turn, whether those before them succeeded or not', async () => {
    const openings = new Openings({ sessions: 10, atOnce: 2 })
    const jobs = Array.from({ length: 4 }, work)
    const results = jobs.map((job, at) => {
      openings.enter('c')
      return openings
        .signIn('c', async () => {
          job.begun = true
          await job.ended
          if (at === 0) throw new Error('refused')
        })
        .catch(() => 'failed')
    })
    const begun = () => jobs.map((job) => job.begun)
    await turn()
    expect(begun()).toEqual([true, true, false, false])
    jobs[0]?.end()
    await turn()
    expect(begun()).toEqual([true, true, true, false])
    jobs[2]?.end()
    await turn()
    expect(begun()).toEqual([true, true, true, true])
    for (const job of jobs) job.end()
    expect(await Promise.all(results)).toEqual(['failed', undefined, undefined, undefined])
  })

  it('lets nobody wait for ever', async () => {
    const openings = new Openings({ sessions: 10, atOnce: 1, waitMs: 1 })
    openings.enter('c')
    const first = work()
    const running = openings.signIn('c', () => first.ended)
    await expect(openings.signIn('c', async () => 'never')).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    first.end()
    await running
    expect(await openings.signIn('c', async () => 'at last')).toBe('at last')
  })

  it('has so many places over each connection, and gives back those that were left', () => {
    const openings = new Openings({ sessions: 2 })
    const leave = openings.enter('c')
    openings.enter('c')
    expect(() => openings.enter('c')).toThrow('too many sessions')
    openings.enter('another')
    leave()
    openings.enter('c')
    expect(() => openings.enter('c')).toThrow('too many sessions')
  })
})
