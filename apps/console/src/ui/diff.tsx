import { diffLines } from 'diff'
import { cn } from './cn'
import { VisibleText } from './visible-text'

interface Props {
  readonly before: string
  readonly after: string
  readonly label: string
}

/** Two texts line by line: what went is marked − and what came +, not by colour alone. */
export function Diff({ before, after, label }: Props) {
  const lines = diffLines(before, after).flatMap(({ value, added, removed }) =>
    value
      .replace(/\n$/, '')
      .split('\n')
      .map((text) => ({ text, sign: added ? '+' : removed ? '−' : ' ' })),
  )
  return (
    // A scrolling region must be reachable by keyboard.
    <pre
      aria-label={label}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className="max-h-[60vh] overflow-auto rounded-md border bg-sunken py-1.5 font-mono text-xs leading-5"
    >
      {lines.map(({ text, sign }, index) => (
        <span
          key={index}
          className={cn(
            'block px-3 break-words whitespace-pre-wrap',
            sign === '+' && 'bg-allow-soft text-allow',
            sign === '−' && 'bg-deny-soft text-deny',
          )}
        >
          {sign} <VisibleText>{text}</VisibleText>
        </span>
      ))}
    </pre>
  )
}
