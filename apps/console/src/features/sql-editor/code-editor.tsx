'use client'

import {
  acceptCompletion,
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { PostgreSQL, type SQLNamespace, sql } from '@codemirror/lang-sql'
import { bracketMatching, HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { Compartment, EditorState, StateEffect, StateField } from '@codemirror/state'
import {
  Decoration,
  type DecorationSet,
  drawSelection,
  EditorView,
  keymap,
  lineNumbers,
  placeholder,
} from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { useEffect, useEffectEvent, useRef } from 'react'

/** What the page may do with the text. */
export interface EditorHandle {
  text(): string
  /** The selected range; `from` and `to` are the same where nothing is selected. */
  selection(): { readonly from: number; readonly to: number }
  insert(text: string): void
  /** Shows where an error is; null: nowhere. */
  mark(offset: number | null): void
  focus(): void
}

interface Props {
  readonly initial: string
  readonly schema: SQLNamespace | null
  readonly onReady: (handle: EditorHandle) => void
  readonly onChange: (text: string) => void
  readonly onRun: (what: 'one' | 'all') => void
}

/** The text of SQL, with completion. Tab leaves it: nobody is trapped. */
export default function CodeEditor({ initial, schema, onReady, onChange, onRun }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(null)
  const language = useRef(new Compartment())
  const change = useEffectEvent(onChange)
  const run = useEffectEvent(onRun)
  const ready = useEffectEvent(onReady)
  const first = useEffectEvent(() => ({ initial, schema }))

  useEffect(() => {
    if (!box.current) return
    const made = new EditorView({
      parent: box.current,
      state: EditorState.create({
        doc: first().initial,
        extensions: [
          lineNumbers(),
          history(),
          drawSelection(),
          bracketMatching(),
          closeBrackets(),
          autocompletion(),
          errorMark,
          syntaxHighlighting(COLOURS),
          LOOKS,
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ 'aria-label': 'SQL' }),
          placeholder('select …'),
          language.current.of(languageFor(first().schema)),
          keymap.of([
            { key: 'Mod-Enter', run: () => (run('one'), true) },
            { key: 'Mod-Shift-Enter', run: () => (run('all'), true) },
            { key: 'Tab', run: acceptCompletion },
            ...closeBracketsKeymap,
            ...completionKeymap,
            ...historyKeymap,
            ...defaultKeymap.filter(({ key }) => key !== 'Mod-Enter'),
          ]),
          EditorView.updateListener.of(({ docChanged, state }) => {
            if (docChanged) change(state.doc.toString())
          }),
        ],
      }),
    })
    view.current = made
    ready(handleOf(made))
    return () => made.destroy()
  }, [])

  useEffect(() => {
    view.current?.dispatch({ effects: language.current.reconfigure(languageFor(schema)) })
  }, [schema])

  return <div ref={box} className="min-w-0" />
}

function handleOf(view: EditorView): EditorHandle {
  return {
    text: () => view.state.doc.toString(),
    selection: () => view.state.selection.main,
    insert(text) {
      view.dispatch(view.state.replaceSelection(text))
      view.focus()
    },
    mark(offset) {
      const at = offset === null ? null : Math.min(offset, view.state.doc.length)
      view.dispatch({
        effects: [setMark.of(at), ...(at === null ? [] : [EditorView.scrollIntoView(at)])],
      })
    },
    focus: () => view.focus(),
  }
}

function languageFor(schema: SQLNamespace | null) {
  return sql({ dialect: PostgreSQL, defaultSchema: 'public', ...(schema && { schema }) })
}

const setMark = StateEffect.define<number | null>()
const MARK = Decoration.mark({ class: 'sql-error' })

/** The word at which PostgreSQL saw the error, until the text changes. */
const errorMark = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, { effects, docChanged, state }) {
    let next = docChanged ? Decoration.none : marks
    for (const effect of effects) {
      if (!effect.is(setMark)) continue
      const at = effect.value
      if (at === null) next = Decoration.none
      else {
        const word = state.wordAt(at)
        const from = Math.min(word?.from ?? at, Math.max(0, state.doc.length - 1))
        const to = Math.max(from + 1, word?.to ?? at + 1)
        next =
          state.doc.length === 0
            ? Decoration.none
            : Decoration.set([MARK.range(from, Math.min(to, state.doc.length))])
      }
    }
    return next
  },
  provide: (field) => EditorView.decorations.from(field),
})

const COLOURS = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--code-keyword)', fontWeight: '600' },
  { tag: tags.typeName, color: 'var(--code-keyword)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--code-string)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--code-number)' },
  { tag: tags.comment, color: 'var(--faint)', fontStyle: 'italic' },
])

const LOOKS = EditorView.theme({
  '&': { backgroundColor: 'var(--surface)', color: 'var(--ink)', fontSize: '0.8125rem' },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '-2px' },
  '.cm-scroller': {
    fontFamily: 'var(--font-mono)',
    lineHeight: '1.375rem',
    minHeight: '10rem',
    maxHeight: '45vh',
    overflow: 'auto',
  },
  '.cm-content': { padding: '0.625rem 0', caretColor: 'var(--ink)' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-gutters': {
    backgroundColor: 'var(--surface)',
    color: 'var(--faint)',
    border: 'none',
    paddingLeft: '0.25rem',
  },
  '.cm-placeholder': { color: 'var(--faint)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground':
    { backgroundColor: 'var(--selected)' },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--selected)' },
  '.sql-error': {
    textDecoration: 'underline wavy var(--deny)',
    textUnderlineOffset: '3px',
    backgroundColor: 'var(--deny-soft)',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--raised)',
    border: '1px solid var(--line)',
    borderRadius: '0.5rem',
    overflow: 'hidden',
  },
  '.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--font-mono)', maxHeight: '16rem' },
  '.cm-tooltip-autocomplete > ul > li': { padding: '0.25rem 0.625rem', color: 'var(--ink)' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--selected)',
    color: 'var(--ink)',
  },
  '.cm-completionDetail': { color: 'var(--faint)', fontStyle: 'normal', marginLeft: '1rem' },
  '.cm-completionMatchedText': { textDecoration: 'none', color: 'var(--accent)', fontWeight: '600' },
})
