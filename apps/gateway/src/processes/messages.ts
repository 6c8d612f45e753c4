/** The variable that tells each process which it is, from 1. */
export const PROCESS_NUMBER = 'SALLYPORT_PROCESS_NUMBER'

/** A CancelRequest that came to a process that does not have its session. */
export interface CancelQuestion {
  readonly processId: number
  /** In hexadecimal. */
  readonly secret: string
}

/** What the processes of a gateway say to each other, through the one that started them. */
export type ProcessMessage =
  /** It listens. */
  | { readonly type: 'ready'; readonly address: string }
  /** Who has that session? The number tells answers apart, among those of one process. */
  | { readonly type: 'cancel'; readonly number: number; readonly question: CancelQuestion }
  | { readonly type: 'cancelled'; readonly number: number; readonly isFound: boolean }

const TYPES: ReadonlySet<unknown> = new Set(['ready', 'cancel', 'cancelled'])

/** Node's own messages between the processes of a cluster are none of ours. */
export function isProcessMessage(message: unknown): message is ProcessMessage {
  return typeof message === 'object' && message !== null && 'type' in message && TYPES.has(message.type)
}
