import type { RecordedEvent } from './event'

/** The byte that stands for each type. */
export const EVENT_TYPES = {
  'session-start': 1,
  statement: 2,
  approval: 3,
  output: 4,
  'statement-end': 5,
  'session-end': 6,
} as const satisfies Readonly<Record<RecordedEvent['type'], number>>

/** The byte that stands for each way in which a statement ends. */
export const STATUS_BYTES = { done: 0, failed: 1, refused: 2 } as const
