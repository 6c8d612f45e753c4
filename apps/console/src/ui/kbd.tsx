import type { ReactNode } from 'react'
import { cn } from './cn'

/** A key as it stands on the keyboard. */
export function Kbd({ children, className }: { readonly children: ReactNode; readonly className?: string }) {
  return (
    <kbd
      className={cn(
        'inline-flex h-5 min-w-5 items-center justify-center rounded border border-b-2 bg-sunken px-1 font-sans text-tiny font-medium text-muted',
        className,
      )}
    >
      {children}
    </kbd>
  )
}
