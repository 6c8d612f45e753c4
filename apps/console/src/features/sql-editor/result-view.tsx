'use client'

import { Download } from 'lucide-react'
import Link from 'next/link'
import { useMemo } from 'react'
import { useMay } from '~/features/me/use-me'
import type { EditorMessage } from '~/server/sql-socket/messages'
import { Badge, type Tone } from '~/ui/badge'
import { Button } from '~/ui/button'
import { Callout } from '~/ui/callout'
import { SqlLine } from '~/ui/code'
import { Countdown } from '~/ui/countdown'
import { formatDuration, plural, upperFirst } from '~/ui/format'
import { Menu, MenuItem } from '~/ui/menu'
import { VisibleText } from '~/ui/visible-text'
import type { EditorCatalogue } from './completion-schema'
import type { EditorResult } from './editor-state'
import { toCsv, toJson } from './export-result'
import { columnReason, contentReason, mayHoldReplaced } from './mask-words'
import { ResultGrid } from './result-grid'

interface Props {
  readonly result: EditorResult
  readonly sessionId: string | null
  readonly detectors: EditorCatalogue['detectors']
  readonly onMark: () => void
}

const STATES: Readonly<Record<EditorResult['state'], { readonly tone: Tone; readonly text: string }>> = {
  waiting: { tone: 'neutral', text: 'next' },
  running: { tone: 'accent', text: 'running' },
  held: { tone: 'hold', text: 'waiting for approval' },
  done: { tone: 'allow', text: 'done' },
  failed: { tone: 'deny', text: 'failed' },
  lost: { tone: 'deny', text: 'session ended' },
  skipped: { tone: 'neutral', text: 'not run' },
}

/** One statement of the last run: how it stands, and what came of it. */
export function ResultView({ result, sessionId, detectors, onMark }: Props) {
  const may = useMay()
  const { state, columns, rows, notices, error, hold, masks, statement } = result
  const reasons = useMemo(
    () => new Map((masks ?? []).map((mask) => [mask.column, columnReason(mask)])),
    [masks],
  )
  const content = mayHoldReplaced(result) && detectors.length > 0 ? contentReason(detectors) : null

  return (
    <article
      aria-label={`Result of ${result.text.slice(0, 60)}`}
      className="flex min-w-0 flex-col gap-2.5 rounded-lg border bg-surface p-3"
    >
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1.5 text-dense">
        <Badge tone={STATES[state].tone}>{STATES[state].text}</Badge>
        <SqlLine text={result.text} className="min-w-0 flex-1 basis-40" />
        <span className="text-faint">{outcome(result)}</span>
        {result.masked > 0 && <Badge tone="masked">{plural(result.masked, 'value')} masked</Badge>}
        {columns && rows.length > 0 && state === 'done' && <Export result={result} />}
        {sessionId && statement !== null && may('recording:read') && (
          <Link
            href={`/sessions/${sessionId}?statement=${statement}`}
            className="text-accent hover:underline"
          >
            Recording
          </Link>
        )}
      </header>
      {state === 'held' && hold && <Held hold={hold} />}
      {error && <Failure error={error} onMark={onMark} />}
      {state === 'lost' && (
        <Callout tone="warning" title="The session ended while this ran">
          It may have done its work, or not: look before you run it again.
        </Callout>
      )}
      {notices.map((notice, index) => (
        <Notice key={index} notice={notice} />
      ))}
      {columns && columns.length > 0 && (
        <ResultGrid columns={columns} rows={rows} reasons={reasons} contentReason={content} />
      )}
      {columns && state === 'done' && rows.length === 0 && (
        <p className="text-dense text-faint">There are no rows.</p>
      )}
      {result.isCut && (
        <p className="text-dense text-muted">
          {rows.length < result.maxRows
            ? `These ${plural(rows.length, 'row')} are what fits on the page: there are more, or larger ones. Ask for less of each.`
            : `These are the first ${plural(rows.length, 'row')}: there are more. Choose more rows and run it again, or narrow it down.`}
        </p>
      )}
    </article>
  )
}

function outcome({ state, command, rows, columns, durationMs }: EditorResult): string {
  const took = durationMs === null ? '' : formatDuration(durationMs)
  if (state === 'done')
    return [columns ? plural(rows.length, 'row') : command || 'nothing to do', took].join(' · ')
  return state === 'failed' ? `after ${took}` : ''
}

function Held({ hold }: { readonly hold: NonNullable<EditorResult['hold']> }) {
  return (
    <Callout tone="warning" title="Waiting for approval" announce>
      <p>
        Held by “{hold.rule}”{hold.message && <>: {hold.message}</>}. It goes on here by itself once people
        approve it, and is withdrawn by Cancel.
      </p>
      <p className="mt-1 flex flex-wrap gap-x-3">
        <Link href={`/approvals/${hold.approvalId}`} className="font-medium text-accent hover:underline">
          See the request
        </Link>
        <span>
          It waits for <Countdown until={new Date(hold.until)} />
        </span>
      </p>
    </Callout>
  )
}

function Failure({ error, onMark }: { readonly error: EditorMessage; readonly onMark: () => void }) {
  const { message, detail, hint, code, position } = error
  return (
    <Callout tone="error" title={<VisibleText>{upperFirst(message)}</VisibleText>} announce>
      {detail && (
        <p>
          <VisibleText>{detail}</VisibleText>
        </p>
      )}
      {hint && (
        <p>
          Hint: <VisibleText>{hint}</VisibleText>
        </p>
      )}
      <p className="flex gap-3 text-faint">
        <span>SQLSTATE {code}</span>
        {position !== undefined && (
          <button type="button" onClick={onMark} className="text-accent hover:underline">
            Show where
          </button>
        )}
      </p>
    </Callout>
  )
}

function Notice({ notice: { severity, message, hint } }: { readonly notice: EditorMessage }) {
  return (
    <p className="rounded-md bg-sunken px-3 py-1.5 text-dense">
      <span className="font-medium">{severity}</span>: <VisibleText>{message}</VisibleText>
      {hint && (
        <span className="text-muted">
          {' '}
          <VisibleText>{hint}</VisibleText>
        </span>
      )}
    </p>
  )
}

function Export({ result: { columns, rows } }: { readonly result: EditorResult }) {
  if (!columns) return null
  return (
    <Menu
      trigger={
        <Button size="sm" variant="ghost">
          <Download aria-hidden /> Export
        </Button>
      }
    >
      <MenuItem onSelect={() => save('result.csv', 'text/csv', toCsv(columns, rows))}>CSV</MenuItem>
      <MenuItem onSelect={() => save('result.json', 'application/json', toJson(columns, rows))}>
        JSON
      </MenuItem>
    </Menu>
  )
}

/** What is on the page and nothing else, so that it asks nobody again. */
function save(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
