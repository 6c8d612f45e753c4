import { Check } from 'lucide-react'
import { cn } from './cn'

interface Props {
  readonly labels: readonly string[]
  /** The index of the step at hand. */
  readonly current: number
  /** Goes back to a step that is done. */
  readonly onChoose?: (index: number) => void
}

/** Where one is in a path of a few steps. */
export function Steps({ labels, current, onChoose }: Props) {
  return (
    <ol aria-label="Steps" className="flex flex-wrap gap-x-2 gap-y-1 text-dense">
      {labels.map((label, index) => {
        const isDone = index < current
        const isHere = index === current
        const mark = (
          <>
            <span
              aria-hidden
              className={cn(
                'flex size-5 items-center justify-center rounded-full text-tiny font-semibold',
                isDone && 'bg-allow-soft text-allow',
                isHere && 'bg-accent text-on-accent',
                !isDone && !isHere && 'bg-sunken text-faint ring-1 ring-line ring-inset',
              )}
            >
              {isDone ? <Check className="size-3" /> : index + 1}
            </span>
            <span className={cn(!isHere && 'max-sm:sr-only')}>{label}</span>
            {isDone && <span className="sr-only"> (done)</span>}
          </>
        )
        return (
          <li
            key={label}
            aria-current={isHere ? 'step' : undefined}
            className={cn(
              'flex items-center gap-2 not-last:after:mx-1 not-last:after:h-px not-last:after:w-5 not-last:after:bg-edge/60 max-sm:not-last:after:w-2',
              isHere ? 'font-medium text-ink' : 'text-muted',
            )}
          >
            {isDone && onChoose ? (
              <button
                type="button"
                className="flex items-center gap-2 rounded hover:text-ink"
                onClick={() => onChoose(index)}
              >
                {mark}
              </button>
            ) : (
              <span className="flex items-center gap-2">{mark}</span>
            )}
          </li>
        )
      })}
    </ol>
  )
}
