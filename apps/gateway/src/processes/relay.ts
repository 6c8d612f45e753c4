import type { CancelQuestion, ProcessMessage } from './messages'

/** How long the processes may take to say whether they have a session; it is local. */
const ANSWER_TIMEOUT_MS = 2_000

/** One of the processes, as far as it is spoken to. */
export interface Peer {
  send(message: ProcessMessage): void
}

interface Asking {
  readonly from: Peer
  /** The number that the question has at the one that asks. */
  readonly number: number
  readonly left: Set<Peer>
  readonly late: NodeJS.Timeout
}

/** Carries the questions of one process to all the others, and the first yes, or the last no, back. */
export class Relay {
  readonly #peers = new Set<Peer>()
  readonly #asking = new Map<number, Asking>()
  #asked = 0

  add(peer: Peer): void {
    this.#peers.add(peer)
  }

  /** It has ended: it answers nothing more, and nobody needs to answer it. */
  remove(peer: Peer): void {
    this.#peers.delete(peer)
    for (const [key, { from, left }] of this.#asking) {
      if (from === peer) this.#forget(key)
      else if (left.has(peer)) this.#noted(key, peer, false)
    }
  }

  ask(from: Peer, number: number, question: CancelQuestion): void {
    const others = [...this.#peers].filter((peer) => peer !== from)
    if (others.length === 0) return from.send({ type: 'cancelled', number, isFound: false })
    this.#asked += 1
    const key = this.#asked
    const late = setTimeout(() => this.#answer(key, false), ANSWER_TIMEOUT_MS).unref()
    this.#asking.set(key, { from, number, left: new Set(others), late })
    for (const peer of others) peer.send({ type: 'cancel', number: key, question })
  }

  answered(by: Peer, key: number, isFound: boolean): void {
    this.#noted(key, by, isFound)
  }

  #noted(key: number, peer: Peer, isFound: boolean): void {
    const asking = this.#asking.get(key)
    if (!asking?.left.delete(peer)) return
    if (isFound || asking.left.size === 0) this.#answer(key, isFound)
  }

  #answer(key: number, isFound: boolean): void {
    const asking = this.#asking.get(key)
    if (!asking) return
    this.#forget(key)
    asking.from.send({ type: 'cancelled', number: asking.number, isFound })
  }

  #forget(key: number): void {
    clearTimeout(this.#asking.get(key)?.late)
    this.#asking.delete(key)
  }
}
