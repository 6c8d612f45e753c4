import type { ReactNode } from 'react'
import { cn } from './cn'

/** A list of names and values. */
export function Facts({
  children,
  className,
}: {
  readonly children: ReactNode
  readonly className?: string
}) {
  return (
    <dl
      className={cn(
        'grid content-start grid-cols-[minmax(6.5rem,auto)_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-dense',
        className,
      )}
    >
      {children}
    </dl>
  )
}

export function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-faint">{label}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  )
}
