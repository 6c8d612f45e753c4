import { type CancelQuestion, isProcessMessage, type ProcessMessage } from './messages'

/** The other processes of this gateway, seen from one of them; there are none where it runs alone. */
export interface Siblings {
  /** Says that this one takes clients. */
  ready(address: string): void
  /** Has the session cancelled by whichever process has it; false: none does. */
  cancel(question: CancelQuestion): Promise<boolean>
  /** What this process does when another asks; answers whether it had the session. */
  onCancel(cancel: (question: CancelQuestion) => Promise<boolean>): void
}

export const NO_SIBLINGS: Siblings = {
  ready: () => undefined,
  cancel: async () => false,
  onCancel: () => undefined,
}

/** How a process reaches the one that started it: its own `process`, or a stand-in. */
interface Channel {
  send(message: ProcessMessage): void
  onMessage(listener: (message: unknown) => void): void
}

/** The others of a cluster, reached through the process that started them all. */
export function siblingsOver(channel: Channel): Siblings {
  const waiting = new Map<number, (isFound: boolean) => void>()
  let cancelHere: (question: CancelQuestion) => Promise<boolean> = async () => false
  let asked = 0

  channel.onMessage((message) => {
    if (!isProcessMessage(message) || message.type === 'ready') return
    const { number } = message
    if (message.type === 'cancelled') {
      waiting.get(number)?.(message.isFound)
      waiting.delete(number)
      return
    }
    const answer = (isFound: boolean) => channel.send({ type: 'cancelled', number, isFound })
    cancelHere(message.question).then(answer, () => answer(true)) // it had the session, and could not cancel it
  })

  return {
    ready: (address) => channel.send({ type: 'ready', address }),
    cancel(question) {
      asked += 1
      const number = asked
      return new Promise((resolve) => {
        waiting.set(number, resolve)
        channel.send({ type: 'cancel', number, question })
      })
    },
    onCancel: (cancel) => {
      cancelHere = cancel
    },
  }
}
