import type { MessageFields, RecordedMask, ToolPart } from '@sallyport/recording'
import { Callout } from '~/ui/callout'
import { plural } from '~/ui/format'
import { VisibleText } from '~/ui/visible-text'
import { type Block, rowsAt } from './blocks'
import { ResultTable } from './result-table'

interface Props {
  readonly block: Block
  /** The moment that is shown. */
  readonly at: number
  /** What the statement's results show masked. */
  readonly masks?: readonly RecordedMask[]
}

/** One part of a response as far as it had arrived. Everything in it comes from a target: text, never HTML. */
export function BlockView({ block, at, masks = [] }: Props) {
  if (block.kind === 'table') {
    const count = rowsAt(block, at)
    const tag = block.tag && block.tag.at <= at ? block.tag.text : null
    return (
      <div className="flex flex-col gap-1">
        <ResultTable
          columns={block.columns}
          rows={block.rows}
          count={count}
          masks={masks.filter(({ result }) => result === block.result)}
        />
        <p className="text-dense text-faint">
          {plural(count, block.columns.length > 0 ? 'row' : 'line')}
          {tag && (
            <>
              {' · '}
              <VisibleText>{tag}</VisibleText>
            </>
          )}
        </p>
      </div>
    )
  }
  if (block.kind === 'note') {
    return (
      <p className="font-mono text-xs">
        <VisibleText>{block.text}</VisibleText>
      </p>
    )
  }
  if (block.kind === 'part') return <Part {...block} />
  return <Message kind={block.kind} fields={block.fields} />
}

function Part({ label, text, isError }: ToolPart) {
  return (
    <figure className="flex flex-col gap-1">
      <figcaption className={isError ? 'text-dense text-deny' : 'text-dense text-faint'}>{label}</figcaption>
      {/* A scrolling region must be reachable by keyboard. */}
      <pre
        aria-label={label}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className="max-h-96 overflow-auto rounded border border-line bg-sunken p-3 font-mono text-xs whitespace-pre-wrap [overflow-wrap:anywhere]"
      >
        <VisibleText>{text}</VisibleText>
      </pre>
    </figure>
  )
}

function Message({ kind, fields }: { readonly kind: 'notice' | 'error'; readonly fields: MessageFields }) {
  const { severity, code, message, detail, hint, position, where } = fields
  const lines = [
    detail && `DETAIL: ${detail}`,
    hint && `HINT: ${hint}`,
    where && `CONTEXT: ${where}`,
    position !== undefined && `at character ${position}`,
  ].filter((line) => typeof line === 'string')
  return (
    <Callout
      tone={kind === 'error' ? 'error' : 'warning'}
      title={
        <span className="font-mono text-xs">
          {severity}: <VisibleText>{message}</VisibleText>
        </span>
      }
    >
      {lines.map((line) => (
        <p key={line} className="font-mono text-xs whitespace-pre-wrap">
          <VisibleText>{line}</VisibleText>
        </p>
      ))}
      {kind === 'error' && <p className="text-xs text-faint">SQLSTATE {code}</p>}
    </Callout>
  )
}
