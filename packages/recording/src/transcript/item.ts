/** What a player shows of a PostgreSQL response, in the order in which the client received it. */
export type TranscriptItem =
  | { readonly kind: 'columns'; readonly columns: readonly TranscriptColumn[] }
  /** Rows that arrived together: the cells in the order of the last `columns`; `null` is SQL NULL. */
  | { readonly kind: 'rows'; readonly rows: readonly TranscriptRow[] }
  | { readonly kind: 'complete'; readonly tag: string }
  | { readonly kind: 'empty-query' }
  | { readonly kind: 'suspended' }
  | { readonly kind: 'error'; readonly fields: MessageFields }
  | { readonly kind: 'notice'; readonly fields: MessageFields }
  | { readonly kind: 'copy-start'; readonly direction: 'out' | 'in' | 'both'; readonly binary: boolean }
  /** Lines without their line ends; of a binary COPY, one line of hex per message. */
  | { readonly kind: 'copy-lines'; readonly lines: readonly string[] }
  | { readonly kind: 'copy-done' }
  | { readonly kind: 'ready'; readonly transaction: 'idle' | 'open' | 'failed' }
  | { readonly kind: 'parameter'; readonly name: string; readonly value: string }
  | { readonly kind: 'backend-key'; readonly processId: number }
  | {
      readonly kind: 'notification'
      readonly processId: number
      readonly channel: string
      readonly text: string
    }
  | { readonly kind: 'step'; readonly step: TranscriptStep }
  /** A message of an unknown type, or of a known type with a malformed body. */
  | { readonly kind: 'other'; readonly type: string; readonly bytes: number }

/** Steps of the extended protocol that carry nothing to show. */
export type TranscriptStep = 'parse-complete' | 'bind-complete' | 'close-complete' | 'no-data' | 'parameters'

export type TranscriptRow = readonly (string | null)[]

export interface TranscriptColumn {
  readonly name: string
  readonly tableOid: number
  /** attnum in the table; 0 when the column is computed. */
  readonly attribute: number
  readonly typeOid: number
  readonly typeModifier: number
  readonly format: number
}

/** https://www.postgresql.org/docs/current/protocol-error-fields.html */
export interface MessageFields {
  readonly severity: string
  readonly code: string
  readonly message: string
  readonly detail?: string
  readonly hint?: string
  readonly position?: number
  readonly where?: string
}
