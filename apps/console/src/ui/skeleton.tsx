import { cn } from './cn'

export function Skeleton({ className }: { readonly className?: string }) {
  return <span aria-hidden className={cn('block animate-pulse rounded bg-hover', className)} />
}

/** Where a card of unknown height will be. */
export function CardSkeleton({ lines = 4 }: { readonly lines?: number }) {
  return (
    <output aria-label="Loading" className="flex flex-col gap-3 rounded-lg border bg-surface p-4">
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} className={line % 2 === 0 ? 'h-4 w-2/3' : 'h-4 w-1/2'} />
      ))}
    </output>
  )
}
