import type { Operation } from '@sallyport/core'
import { Info, TriangleAlert } from 'lucide-react'
import { cn } from '~/ui/cn'
import { VisibleText } from '~/ui/visible-text'
import { describeOperations } from './describe-operations'

interface Props {
  readonly operations: readonly Operation[]
  readonly text: string
}

/** What a statement would do, in plain words. */
export function EffectList({ operations, text }: Props) {
  return (
    <ul aria-label="What it does" className="flex flex-col gap-1">
      {describeOperations(operations, text).map(({ words, resource, warning, isDangerous }) => {
        const Icon = isDangerous ? TriangleAlert : Info
        return (
          <li key={`${words} ${resource} ${warning}`} className="flex gap-2">
            <Icon
              aria-hidden
              className={cn('mt-[3px] size-4 shrink-0', isDangerous ? 'text-hold' : 'text-faint')}
            />
            <span className="min-w-0 break-words">
              {words}{' '}
              {resource && (
                <code className="font-mono text-dense font-medium">
                  <VisibleText>{resource}</VisibleText>
                </code>
              )}
              {warning && <strong className="font-semibold text-deny"> — {warning}</strong>}
            </span>
          </li>
        )
      })}
    </ul>
  )
}
