import { describe, expect, it } from 'vitest'
import type { ProcessMessage } from './messages'
import { type Peer, Relay } from './relay'
import { siblingsOver } from './siblings'

const question = { processId: 7, secret: 'ab' }

function peer() {
  const heard: ProcessMessage[] = []
  return { heard, send: (message: ProcessMessage) => void heard.push(message) }
}

function relayOf<Peers extends readonly Peer[]>(...peers: Peers) {
  const relay = new Relay()
  for (const each of peers) relay.add(each)
  return relay
}

describe('Relay', () => {
  it('asks all but the one that asks, and answers with the first yes', () => {
    const [asker, second, third] = [peer(), peer(), peer()]
    const relay = relayOf(asker, second, third)
    relay.ask(asker, 5, question)
    expect(asker.heard).toEqual([])
    expect(second.heard).toEqual([{ type: 'cancel', number: 1, question }])
    expect(third.heard).toEqual(second.heard)
    relay.answered(second, 1, false)
    expect(asker.heard).toEqual([])
    relay.answered(third, 1, true)
    expect(asker.heard).toEqual([{ type: 'cancelled', number: 5, isFound: true }])
    relay.answered(third, 1, true)
    expect(asker.heard).toHaveLength(1)
  })

  it('says no when all have, and does not count one of them twice', () => {
    const [asker, second, third] = [peer(), peer(), peer()]
    const relay = relayOf(asker, second, third)
    relay.ask(asker, 1, question)
    relay.answered(second, 1, false)
    relay.answered(second, 1, false)
    relay.answered(asker, 1, true)
    expect(asker.heard).toEqual([])
    relay.answered(third, 1, false)
    expect(asker.heard).toEqual([{ type: 'cancelled', number: 1, isFound: false }])
  })

  it('waits for nobody who has ended, and answers nobody who has', () => {
    const [asker, second] = [peer(), peer()]
    const relay = relayOf(asker, second)
    relay.ask(asker, 1, question)
    relay.remove(second)
    expect(asker.heard).toEqual([{ type: 'cancelled', number: 1, isFound: false }])
    relay.ask(asker, 2, question)
    expect(asker.heard.at(-1)).toEqual({ type: 'cancelled', number: 2, isFound: false })
    relay.add(second)
    relay.ask(asker, 3, question)
    relay.remove(asker)
    relay.answered(second, 2, true)
    expect(asker.heard).toHaveLength(2)
  })
})

describe('siblingsOver', () => {
  /** Two processes with a relay between them, as the supervisor puts it there. */
  function pair() {
    const relay = new Relay()
    return [0, 1].map(() => {
      let listener: (message: unknown) => void = () => undefined
      const self: Peer = { send: (message) => listener(message) }
      relay.add(self)
      return siblingsOver({
        onMessage: (listen) => {
          listener = listen
        },
        send(message) {
          if (message.type === 'cancel') relay.ask(self, message.number, message.question)
          if (message.type === 'cancelled') relay.answered(self, message.number, message.isFound)
        },
      })
    })
  }

  it('finds the process that has a session, and says when none has', async () => {
    const [one, other] = pair()
    const cancelled: unknown[] = []
    other?.onCancel(async (asked) => {
      cancelled.push(asked)
      return asked.processId === 7
    })
    expect(await one?.cancel(question)).toBe(true)
    expect(await one?.cancel({ ...question, processId: 8 })).toBe(false)
    expect(await other?.cancel(question)).toBe(false)
    expect(cancelled).toEqual([question, { ...question, processId: 8 }])
  })
})
