'use client'

import type { RouterOutputs } from '~/trpc/types'
import { Badge, type Tone } from '~/ui/badge'
import { Button } from '~/ui/button'
import { CodeBlock } from '~/ui/code'
import { Diff } from '~/ui/diff'
import { Time } from '~/ui/time'
import { VisibleText } from '~/ui/visible-text'

export type Tool = RouterOutputs['servers']['tools']['items'][number]

const STATES: Readonly<Record<Tool['state'], { readonly tone: Tone; readonly label: string }>> = {
  new: { tone: 'hold', label: 'new: not offered yet' },
  changed: { tone: 'deny', label: 'changed: not offered' },
  accepted: { tone: 'allow', label: 'offered' },
  gone: { tone: 'neutral', label: 'not there any more' },
}

interface Props {
  readonly tool: Tool
  readonly canDecide: boolean
  readonly isBusy: boolean
  readonly onAccept: () => void
  readonly onWithdraw: () => void
}

/** One tool, with all that a model is told of it; of a changed one, what is different. */
export function ToolCard({ tool, canDecide, isBusy, onAccept, onWithdraw }: Props) {
  const { name, state, offered, accepted, acceptedBy, acceptedAt } = tool
  const shown = offered ?? accepted
  const { tone, label } = STATES[state]
  return (
    <li className="flex flex-col gap-2 border-b py-3 first:pt-0 last:border-0 last:pb-0">
      <div className="flex flex-wrap items-center gap-2">
        <h3 className="font-mono text-sm font-medium break-all">{name}</h3>
        <Badge tone={tone}>{label}</Badge>
        {claims(shown?.annotations).map((claim) => (
          <Badge key={claim} title="What the server says of itself. Rules do not believe it.">
            claims: {claim}
          </Badge>
        ))}
        {canDecide && (
          <span className="ml-auto flex gap-2">
            {accepted && (
              <Button size="sm" busy={isBusy} onClick={onWithdraw} aria-label={`Take ${name} back`}>
                {state === 'gone' ? 'Forget' : 'Take back'}
              </Button>
            )}
            {(state === 'new' || state === 'changed') && (
              <Button
                size="sm"
                variant="primary"
                busy={isBusy}
                onClick={onAccept}
                aria-label={`Accept ${name}`}
              >
                {state === 'changed' ? 'Accept the change' : 'Accept'}
              </Button>
            )}
          </span>
        )}
      </div>
      {state === 'changed' ? (
        <Diff label={`What changed of ${name}`} before={toText(accepted)} after={toText(offered)} />
      ) : (
        <>
          <p className="text-dense whitespace-pre-wrap text-muted [overflow-wrap:anywhere]">
            {shown?.description ? (
              <VisibleText>{shown.description}</VisibleText>
            ) : (
              'It says nothing of itself.'
            )}
          </p>
          <details>
            <summary className="w-fit rounded text-dense text-faint hover:text-ink">Schemas</summary>
            <div className="mt-2">
              <CodeBlock label={`Definition of ${name}`} text={toText(shown)} />
            </div>
          </details>
        </>
      )}
      {acceptedBy && acceptedAt && (
        <p className="text-xs text-faint">
          Accepted by {acceptedBy} <Time at={acceptedAt} />
        </p>
      )}
    </li>
  )
}

/** The description as text, with its line ends, and the rest as JSON. */
function toText(definition: Tool['offered']): string {
  if (!definition) return ''
  const { name: _, title, description, ...rest } = definition
  const lines = [title && `title: ${title}`, description && `description:\n${description}`].filter(Boolean)
  return [...lines, JSON.stringify(rest, null, 2)].join('\n')
}

function claims(annotations: Readonly<Record<string, unknown>> | undefined): string[] {
  const words: readonly (readonly [string, boolean, string])[] = [
    ['readOnlyHint', true, 'only reads'],
    ['destructiveHint', true, 'may destroy'],
    ['destructiveHint', false, 'destroys nothing'],
    ['openWorldHint', true, 'reaches outside'],
  ]
  return words.filter(([key, value]) => annotations?.[key] === value).map(([, , word]) => word)
}
