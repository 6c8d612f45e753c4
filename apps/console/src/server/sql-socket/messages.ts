import type { RecordedMask } from '@sallyport/recording'
import { z } from 'zod'

/** A text of more than that is no statement that a person writes. */
const MAX_TEXT_LENGTH = 1_000_000
export const MOST_ROWS = 10_000

/** What the page asks for. One statement at a time: whoever sends more gets the session ended. */
export const EditorRequest = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('run'),
    /** The page's own number for it; answers carry it. */
    run: z.int().nonnegative(),
    text: z.string().min(1).max(MAX_TEXT_LENGTH),
    maxRows: z.int().min(1).max(MOST_ROWS),
  }),
  z.object({ type: z.literal('cancel') }),
])
export type EditorRequest = z.infer<typeof EditorRequest>

/** PostgreSQL's own word for it: idle, in a transaction, in one that failed. */
export type TransactionState = 'idle' | 'open' | 'failed'

export interface EditorColumn {
  readonly name: string
  readonly typeOid: number
}

export interface EditorMessage {
  readonly severity: string
  readonly code: string
  readonly message: string
  readonly detail?: string
  readonly hint?: string
  /** Counted in characters of the statement, from 1. */
  readonly position?: number
}

/** What the page is told. `run` is the number that it gave. */
export type EditorAnswer =
  | { readonly type: 'open'; readonly sessionId: string | null }
  | { readonly type: 'columns'; readonly run: number; readonly columns: readonly EditorColumn[] }
  | { readonly type: 'rows'; readonly run: number; readonly rows: readonly (readonly (string | null)[])[] }
  | { readonly type: 'notice'; readonly run: number | null; readonly notice: EditorMessage }
  /** It waits for people. `until` is milliseconds since 1970. */
  | {
      readonly type: 'held'
      readonly run: number
      readonly approvalId: string
      readonly rule: string
      readonly message: string
      readonly until: number
    }
  | {
      readonly type: 'done'
      readonly run: number
      /** The command's tag, such as `INSERT 0 1`; null: it failed. */
      readonly command: string | null
      readonly error: EditorMessage | null
      /** There are more rows, or larger ones, than were asked for. */
      readonly isCut: boolean
      readonly durationMs: number
      readonly transaction: TransactionState
    }
  /** From the recording: why values of the result are not the real ones, and how many there are. */
  | {
      readonly type: 'masks'
      readonly run: number
      /** The statement's number in the recording. */
      readonly statement: number
      readonly masks: readonly RecordedMask[]
      readonly masked: number
    }
  /** The last message. */
  | { readonly type: 'closed'; readonly reason: string; readonly hint?: string }
