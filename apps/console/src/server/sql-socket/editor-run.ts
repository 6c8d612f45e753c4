import type { TranscriptItem } from '@sallyport/recording'
import type { EditorAnswer, EditorMessage, TransactionState } from './messages'

/** What is shown of a result, in characters of its values; the browser keeps all of it. */
const MAX_CHARACTERS = 4 * 1024 * 1024
const MAX_NOTICES = 100
const MAX_APPROVALS = 10
/** What a cell takes beside its value; NULL is nothing else. */
const CELL_CHARACTERS = 5
const COPY_COLUMN = { name: 'COPY', typeOid: 25 }

/** One statement while it runs: what comes of it, within bounds. */
export class EditorRun {
  readonly run: number
  readonly text: string
  private readonly maxRows: number
  private readonly send: (answer: EditorAnswer) => void
  private readonly startedAt = performance.now()
  private rows = 0
  private characters = 0
  private notices = 0
  private isCut = false
  private readonly approvals = new Set<string>()
  private command: string | null = null
  private error: EditorMessage | null = null

  constructor(
    { run, text, maxRows }: { readonly run: number; readonly text: string; readonly maxRows: number },
    send: (answer: EditorAnswer) => void,
  ) {
    this.run = run
    this.text = text
    this.maxRows = maxRows
    this.send = send
  }

  /** Whether a notice is the first that speaks of that approval: each is looked up once, and few are. */
  isNewApproval(approvalId: string): boolean {
    if (this.approvals.has(approvalId) || this.approvals.size >= MAX_APPROVALS) return false
    this.approvals.add(approvalId)
    return true
  }

  /** Takes what came; true: it was the last of this statement. */
  take(item: TranscriptItem): boolean {
    const { run } = this
    switch (item.kind) {
      case 'columns':
        this.send({
          type: 'columns',
          run,
          columns: item.columns.map(({ name, typeOid }) => ({ name, typeOid })),
        })
        return false
      case 'rows':
        this.keep(item.rows)
        return false
      case 'copy-start':
        if (item.direction === 'out') this.send({ type: 'columns', run, columns: [COPY_COLUMN] })
        return false
      case 'copy-lines':
        this.keep(item.lines.map((line) => [line]))
        return false
      case 'complete':
        this.command = item.tag
        return false
      case 'empty-query':
        this.command = ''
        return false
      case 'suspended':
        this.isCut = true
        this.command = `SELECT ${this.rows}`
        return false
      case 'error':
        this.error ??= toMessage(item.fields)
        return false
      case 'notice':
        this.notices += 1
        if (this.notices <= MAX_NOTICES) this.send({ type: 'notice', run, notice: toMessage(item.fields) })
        return false
      case 'ready':
        this.finish(item.transaction)
        return true
      case 'backend-key':
      case 'copy-done':
      case 'notification':
      case 'other':
      case 'parameter':
      case 'step':
        return false
    }
  }

  private keep(rows: readonly (readonly (string | null)[])[]): void {
    const kept: (readonly (string | null)[])[] = []
    for (const row of rows) {
      const size = row.reduce((sum, cell) => sum + (cell?.length ?? 0) + CELL_CHARACTERS, 0)
      if (this.isCut || this.rows >= this.maxRows || this.characters + size > MAX_CHARACTERS) {
        this.isCut = true
        continue
      }
      this.rows += 1
      this.characters += size
      kept.push(row)
    }
    if (kept.length > 0) this.send({ type: 'rows', run: this.run, rows: kept })
  }

  private finish(transaction: TransactionState): void {
    const { run, command, error, isCut } = this
    const durationMs = Math.round(performance.now() - this.startedAt)
    this.send({ type: 'done', run, command: error ? null : command, error, isCut, durationMs, transaction })
  }
}

type Fields = Extract<TranscriptItem, { kind: 'error' }>['fields']

export function toMessage({ severity, code, message, detail, hint, position }: Fields): EditorMessage {
  return {
    severity,
    code,
    message,
    ...(detail !== undefined && { detail }),
    ...(hint !== undefined && { hint }),
    ...(position !== undefined && position > 0 && { position }),
  }
}
