import { Check, CircleDashed, X } from 'lucide-react'
import type { RouterOutputs } from '~/trpc/types'
import { Callout } from '~/ui/callout'
import { cn } from '~/ui/cn'
import { upperFirst } from '~/ui/format'

type Result = RouterOutputs['connections']['test']

const STAGES: readonly { readonly stage: Result['stage']; readonly label: string }[] = [
  { stage: 'dns', label: 'Name' },
  { stage: 'tcp', label: 'Network' },
  { stage: 'tls', label: 'TLS' },
  { stage: 'authentication', label: 'Sign-in' },
  { stage: 'database', label: 'Database' },
  { stage: 'version', label: 'Version' },
  { stage: 'rights', label: 'Rights' },
  { stage: 'ready', label: 'Ready' },
]

interface Props {
  readonly isRunning: boolean
  readonly result: Result | undefined
}

/** How far a gateway came with the settings, and what to do about it. */
export function TestResult({ isRunning, result }: Props) {
  if (isRunning) {
    return (
      <Callout tone="info" title="A gateway is trying these settings …" announce>
        It answers within twenty seconds.
      </Callout>
    )
  }
  if (!result) return null

  return (
    <Callout tone={result.ok ? 'good' : 'error'} title={upperFirst(result.message)} announce>
      {result.hint && <p>{result.hint}</p>}
      {result.ok && (result.serverVersion || result.latencyMs !== undefined) && (
        <p className="text-muted">
          {[
            result.serverVersion,
            result.latencyMs !== undefined && `answered in ${Math.round(result.latencyMs)} ms`,
          ]
            .filter(Boolean)
            .join(', ')}
        </p>
      )}
      <Findings findings={result.findings} />
      <Stages result={result} />
    </Callout>
  )
}

function Findings({ findings }: Pick<Result, 'findings'>) {
  if (findings.length === 0) return null
  return (
    <ul className="mt-1 flex flex-col gap-0.5">
      {findings.map(({ message, hint, tone }) => (
        <li key={message}>
          {tone !== 'good' && <strong className="font-semibold text-hold">Note: </strong>}
          {message}
          {hint && <span className="text-muted">. {hint}</span>}
        </li>
      ))}
    </ul>
  )
}

function Stages({ result }: { readonly result: Result }) {
  const reached = STAGES.findIndex(({ stage }) => stage === result.stage)
  return (
    <ol aria-label="Stages" className="mt-2 flex flex-wrap gap-x-4 gap-y-1">
      {STAGES.map(({ stage, label }, index) => {
        const state = index < reached || result.ok ? 'passed' : index === reached ? 'failed' : 'not reached'
        const Icon = state === 'passed' ? Check : state === 'failed' ? X : CircleDashed
        return (
          <li
            key={stage}
            className={cn(
              'inline-flex items-center gap-1 text-xs',
              state === 'passed'
                ? 'text-allow'
                : state === 'failed'
                  ? 'font-semibold text-deny'
                  : 'text-faint',
            )}
          >
            <Icon aria-hidden className="size-3.5" />
            {label}
            <span className="sr-only">: {state}</span>
          </li>
        )
      })}
    </ol>
  )
}
