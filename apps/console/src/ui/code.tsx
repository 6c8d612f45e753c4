import type { ReactNode } from 'react'
import { cn } from './cn'
import { CopyButton } from './copy-button'
import { type SqlTokenKind, sqlTokens } from './sql-tokens'
import { VisibleText } from './visible-text'

const COLOURS: Record<SqlTokenKind, string | undefined> = {
  keyword: 'text-code-keyword font-semibold',
  string: 'text-code-string',
  number: 'text-code-number',
  parameter: 'text-code-number',
  comment: 'text-faint italic',
  identifier: undefined,
  other: undefined,
}

/** Longer texts are shown without colours, so that a page stays quick. */
const MAX_COLOURED = 20_000

/** SQL with its colours; every character of the text is there, unseen ones as escapes. */
export function Sql({ text }: { readonly text: string }) {
  if (text.length > MAX_COLOURED) return <VisibleText>{text}</VisibleText>
  return sqlTokens(text).map(({ kind, text: part }, index) => (
    <span key={index} className={COLOURS[kind]}>
      <VisibleText>{part}</VisibleText>
    </span>
  ))
}

interface Props {
  readonly text: string
  readonly language?: 'sql' | 'text'
  readonly label?: string
  readonly copy?: boolean
  readonly className?: string
  /** Stands behind the last character, inside what scrolls. */
  readonly end?: ReactNode
}

export function CodeBlock({ text, language = 'text', label, copy = true, className, end }: Props) {
  return (
    <div className={cn('relative rounded-md border bg-sunken', className)}>
      {/* A scrolling region must be reachable by keyboard. */}
      <pre
        aria-label={label}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className={cn(
          'max-h-[60vh] overflow-auto text-ink px-3 py-2.5 font-mono text-xs leading-5 break-words whitespace-pre-wrap',
          copy && 'pr-11',
        )}
      >
        {language === 'sql' ? <Sql text={text} /> : <VisibleText>{text}</VisibleText>}
        {end}
      </pre>
      {copy && <CopyButton text={text} className="absolute top-1.5 right-1.5" />}
    </div>
  )
}

/** One line of SQL for lists: cut off at the end of its box. */
export function SqlLine({ text, className }: { readonly text: string; readonly className?: string }) {
  const line = text.slice(0, 300).replaceAll(/\s+/g, ' ').trim()
  return (
    <code className={cn('block truncate font-mono text-xs', className)} title={line}>
      <Sql text={line} />
    </code>
  )
}
