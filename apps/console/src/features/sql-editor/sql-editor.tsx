'use client'

import { useQuery } from '@tanstack/react-query'
import { History, Play, Square } from 'lucide-react'
import dynamic from 'next/dynamic'
import Link from 'next/link'
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { useMay } from '~/features/me/use-me'
import { useTRPC } from '~/trpc/client'
import { Badge, LiveBadge } from '~/ui/badge'
import { Button } from '~/ui/button'
import { Callout } from '~/ui/callout'
import { upperFirst } from '~/ui/format'
import { Kbd } from '~/ui/kbd'
import { Select } from '~/ui/select'
import { CataloguePanel } from './catalogue-panel'
import type { EditorHandle } from './code-editor'
import { completionSchema } from './completion-schema'
import { EditorConnection } from './editor-connection'
import { type EditorResult, FIRST_STATE, isBusy } from './editor-state'
import { HistoryDialog } from './history-dialog'
import { ResultView } from './result-view'
import { offsetOf, statementAt, statementSpans } from './statement-spans'

// Loaded with this page only: it is larger than all the rest of it.
const CodeEditor = dynamic(() => import('./code-editor'), {
  ssr: false,
  loading: () => <p className="min-h-45 p-3 text-dense text-faint">Loading the editor …</p>,
})

const ROW_CHOICES = [100, 1_000, 10_000].map((count) => ({
  value: String(count),
  label: `${count.toLocaleString('en')} rows`,
}))

/** SQL at one connection, as the person who is signed in. */
export function SqlEditor({ id }: { readonly id: string }) {
  const trpc = useTRPC()
  const may = useMay()
  const [connection] = useState(() => new EditorConnection(id))
  const state = useSyncExternalStore(connection.subscribe, connection.snapshot, () => FIRST_STATE)
  const [maxRows, setMaxRows] = useState(1_000)
  const [isHistoryOpen, setIsHistoryOpen] = useState(false)
  const editor = useRef<EditorHandle>(null)
  const { data: catalogue } = useQuery(trpc.sqlEditor.catalogue.queryOptions({ id }, { staleTime: 300_000 }))
  const schema = useMemo(() => catalogue && completionSchema(catalogue), [catalogue])
  const busy = isBusy(state)

  useEffect(() => () => connection.close(), [connection])

  function run(what: 'one' | 'all'): void {
    const handle = editor.current
    if (!handle) return
    const text = handle.text()
    const { from, to } = handle.selection()
    handle.mark(null)
    if (what === 'all') return connection.run(statementSpans(text), maxRows)
    if (from !== to) {
      const selected = statementSpans(text.slice(from, to))
      const spans = selected.map((span) => ({ ...span, from: span.from + from, to: span.to + from }))
      return connection.run(spans, maxRows)
    }
    const found = statementAt(text, from)
    connection.run(found ? [found] : [], maxRows)
  }

  /** Only while the text is still what was run. */
  function mark({ error, from, text }: EditorResult): void {
    const handle = editor.current
    if (!handle || error?.position === undefined) return
    if (handle.text().slice(from, from + text.length) !== text) return
    handle.mark(from + offsetOf(text, error.position))
  }

  const failed = state.results.find(({ state: each }) => each === 'failed')
  const failedRun = failed?.run
  useEffect(() => {
    const result = connection.snapshot().results.find(({ run: each }) => each === failedRun)
    if (result) mark(result)
    // oxlint-disable-next-line react/exhaustive-deps -- once for each failure
  }, [failedRun])

  return (
    <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_17rem]">
      <div className="flex min-w-0 flex-col gap-4">
        <section aria-label="Statement" className="min-w-0 overflow-hidden rounded-lg border bg-surface">
          <CodeEditor
            initial={draft(id)}
            schema={schema ?? null}
            onReady={(handle) => {
              editor.current = handle
              handle.focus()
            }}
            onChange={(text) => keepDraft(id, text)}
            onRun={run}
          />
          <div className="flex flex-wrap items-center gap-2 border-t px-3 py-2">
            {busy ? (
              <Button size="sm" variant="danger" onClick={() => connection.cancel()}>
                <Square aria-hidden /> Cancel
              </Button>
            ) : (
              <Button
                size="sm"
                variant="primary"
                onClick={() => run('one')}
                title="The selection, or the statement at the cursor"
              >
                <Play aria-hidden /> Run
                <span aria-hidden className="flex gap-0.5 max-md:hidden">
                  <Kbd className="h-4.5">Ctrl</Kbd>
                  <Kbd className="h-4.5">↵</Kbd>
                </span>
              </Button>
            )}
            <Button size="sm" disabled={busy} onClick={() => run('all')}>
              Run all
            </Button>
            <Select
              aria-label="Rows at most"
              options={ROW_CHOICES}
              value={String(maxRows)}
              onChange={({ target }) => setMaxRows(Number(target.value))}
              className="w-32"
            />
            <Button size="sm" variant="ghost" onClick={() => setIsHistoryOpen(true)}>
              <History aria-hidden /> History
            </Button>
            <SessionState
              state={state}
              canSee={may('session:read')}
              busy={busy}
              onEnd={() => connection.close()}
            />
          </div>
        </section>
        {state.ended && (
          <Callout tone="warning" title={`The session has ended: ${state.ended.reason}`} announce>
            <p>
              {state.ended.hint && `${upperFirst(state.ended.hint)} `}
              {state.sessions > 0
                ? 'The next statement begins a new one. What was open in the old one, such as a transaction, settings and temporary tables, is gone.'
                : 'The next statement tries it again.'}
            </p>
          </Callout>
        )}
        <div aria-live="polite" className="flex min-w-0 flex-col gap-3">
          {state.results.map((result) => (
            <ResultView
              key={result.run}
              result={result}
              sessionId={state.sessionId}
              detectors={catalogue?.detectors ?? []}
              onMark={() => mark(result)}
            />
          ))}
        </div>
        {state.results.length === 0 && !state.ended && (
          <p className="text-dense text-muted">
            What you run goes through the gateway as you: the same rules, masks and approvals as in any
            client, and it is recorded. A session begins with the first statement, and ends when you close the
            tab or run nothing for 15 minutes.
          </p>
        )}
      </div>
      <CataloguePanel catalogue={catalogue} onInsert={(text) => editor.current?.insert(text)} />
      <HistoryDialog
        connectionId={id}
        open={isHistoryOpen}
        onOpenChange={setIsHistoryOpen}
        onChoose={(text) => {
          setIsHistoryOpen(false)
          editor.current?.insert(text)
        }}
      />
    </div>
  )
}

interface SessionStateProps {
  readonly state: ReturnType<EditorConnection['snapshot']>
  readonly canSee: boolean
  readonly busy: boolean
  readonly onEnd: () => void
}

function SessionState({ state, canSee, busy, onEnd }: SessionStateProps) {
  const { status, transaction, sessionId } = state
  return (
    <span className="ml-auto flex flex-wrap items-center gap-2 text-dense">
      {transaction === 'open' && <Badge tone="hold">in a transaction</Badge>}
      {transaction === 'failed' && <Badge tone="deny">transaction failed: roll it back</Badge>}
      {status === 'connecting' && <span className="text-faint">connecting …</span>}
      {status === 'open' && <LiveBadge label="Connected" />}
      {status === 'open' && sessionId && canSee && (
        <Link href={`/sessions/${sessionId}`} className="text-accent hover:underline">
          Session
        </Link>
      )}
      {status === 'open' && !busy && (
        <Button size="sm" variant="ghost" onClick={onEnd}>
          End session
        </Button>
      )}
    </span>
  )
}

/** In this tab only: what is typed may hold what others must not find on the machine. */
const key = (id: string) => `sallyport:sql:${id}`

function draft(id: string): string {
  return typeof window === 'undefined' ? '' : (window.sessionStorage.getItem(key(id)) ?? '')
}

function keepDraft(id: string, text: string): void {
  try {
    window.sessionStorage.setItem(key(id), text)
  } catch {
    // a full or forbidden storage is no reason not to type
  }
}
