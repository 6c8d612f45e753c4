import type { RecordedApproval, RecordedEvent, RecordedStatement, StatementEnd } from '@sallyport/recording'

/** What some of a recording's events add to the rows that are made from it. */
export interface RecordingSummary {
  readonly events: number
  readonly started: readonly RecordedStatement[]
  readonly finished: readonly StatementEnd[]
  readonly approvals: readonly RecordedApproval[]
  /** Bytes that the client was sent, by the statement's number. */
  readonly sent: ReadonlyMap<number, number>
  readonly held: number
  readonly denied: number
  readonly rows: number
  readonly masked: number
  readonly end: { readonly at: Date; readonly reason: string } | null
}

export function summarize(events: readonly RecordedEvent[]): RecordingSummary {
  const started = events.filter((event) => event.type === 'statement')
  const outputs = events.filter((event) => event.type === 'output')
  const sent = new Map<number, number>()
  for (const { statement, payload } of outputs) {
    sent.set(statement, (sent.get(statement) ?? 0) + payload.length)
  }
  const end = events.find((event) => event.type === 'session-end')
  return {
    events: events.length,
    started,
    finished: events.filter((event) => event.type === 'statement-end'),
    approvals: events.filter((event) => event.type === 'approval'),
    sent,
    held: started.filter(({ decision }) => decision.effect === 'hold').length,
    denied: started.filter(({ decision }) => decision.effect === 'deny').length,
    rows: outputs.reduce((sum, { rows }) => sum + rows, 0),
    masked: outputs.reduce((sum, { masked }) => sum + masked, 0),
    end: end ? { at: new Date(end.at), reason: end.reason } : null,
  }
}
