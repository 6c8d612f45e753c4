import type { RecordedMask } from '@sallyport/recording'
import type {
  EditorAnswer,
  EditorColumn,
  EditorMessage,
  TransactionState,
} from '~/server/sql-socket/messages'
import type { StatementSpan } from './statement-spans'

export interface Hold {
  readonly approvalId: string
  readonly rule: string
  readonly message: string
  readonly until: number
}

/** A statement of the last run, and what came of it. */
export interface EditorResult extends StatementSpan {
  readonly run: number
  /** lost: the session ended while it ran. skipped: one before it failed. */
  readonly state: 'waiting' | 'running' | 'held' | 'done' | 'failed' | 'lost' | 'skipped'
  readonly columns: readonly EditorColumn[] | null
  readonly rows: readonly (readonly (string | null)[])[]
  readonly notices: readonly EditorMessage[]
  readonly hold: Hold | null
  readonly error: EditorMessage | null
  readonly command: string | null
  readonly isCut: boolean
  readonly maxRows: number
  readonly durationMs: number | null
  /** From the recording; null: not there yet. */
  readonly masks: readonly RecordedMask[] | null
  readonly masked: number
  /** The statement's number in the recording. */
  readonly statement: number | null
}

export interface EditorState {
  readonly status: 'idle' | 'connecting' | 'open' | 'closed'
  readonly sessionId: string | null
  readonly transaction: TransactionState
  /** Why there is no session any more. */
  readonly ended: { readonly reason: string; readonly hint: string | null } | null
  /** How many sessions there were before this one. */
  readonly sessions: number
  readonly results: readonly EditorResult[]
}

export const FIRST_STATE: EditorState = {
  status: 'idle',
  sessionId: null,
  transaction: 'idle',
  ended: null,
  sessions: 0,
  results: [],
}

export function isBusy({ results }: EditorState): boolean {
  return results.some(({ state }) => state === 'waiting' || state === 'running' || state === 'held')
}

export function newResult(run: number, span: StatementSpan, maxRows: number): EditorResult {
  return {
    ...span,
    run,
    maxRows,
    state: 'waiting',
    columns: null,
    rows: [],
    notices: [],
    hold: null,
    error: null,
    command: null,
    isCut: false,
    durationMs: null,
    masks: null,
    masked: 0,
    statement: null,
  }
}

/** The state after what the console said. */
export function after(state: EditorState, answer: EditorAnswer): EditorState {
  switch (answer.type) {
    case 'open':
      return {
        ...state,
        status: 'open',
        sessionId: answer.sessionId,
        transaction: 'idle',
        ended: null,
        sessions: state.sessions + 1,
      }
    case 'closed':
      return lost(state, answer.reason, answer.hint ?? null)
    case 'columns':
      return change(state, answer.run, () => ({ columns: answer.columns, state: 'running', hold: null }))
    case 'rows':
      return change(state, answer.run, ({ rows }) => ({ rows: [...rows, ...answer.rows] }))
    case 'notice':
      return change(state, answer.run, ({ notices }) => ({ notices: [...notices, answer.notice] }))
    case 'held': {
      const { approvalId, rule, message, until } = answer
      return change(state, answer.run, () => ({ state: 'held', hold: { approvalId, rule, message, until } }))
    }
    case 'masks': {
      const { masks, masked, statement } = answer
      return change(state, answer.run, () => ({ masks, masked, statement }))
    }
    case 'done': {
      const { command, error, isCut, durationMs, transaction } = answer
      const next = change(state, answer.run, () => ({
        state: error ? 'failed' : 'done',
        command,
        error,
        isCut,
        durationMs,
      }))
      return error ? skipRest({ ...next, transaction }) : { ...next, transaction }
    }
  }
}

/** The session is over; what ran may have done its work, or not. */
export function lost(state: EditorState, reason: string, hint: string | null): EditorState {
  const results = state.results.map((result): EditorResult => {
    if (result.state === 'running' || result.state === 'held') return { ...result, state: 'lost' }
    return result
  })
  const ended = { reason, hint }
  return skipRest({ ...state, status: 'closed', transaction: 'idle', ended, results })
}

/** What has not begun will not: as psql with ON_ERROR_STOP. */
export function skipRest(state: EditorState): EditorState {
  const results = state.results.map(
    (result): EditorResult => (result.state === 'waiting' ? { ...result, state: 'skipped' } : result),
  )
  return { ...state, results }
}

export function change(
  state: EditorState,
  run: number | null,
  how: (result: EditorResult) => Partial<EditorResult>,
): EditorState {
  const results = state.results.map((result) => (result.run === run ? { ...result, ...how(result) } : result))
  return { ...state, results }
}
