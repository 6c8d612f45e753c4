import Link from 'next/link'
import type { ComponentProps, ReactNode } from 'react'
import { cn } from './cn'
import { Skeleton } from './skeleton'

/** A table in a card; it scrolls sideways by itself where the screen is narrow. */
export function Table({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="relative overflow-x-auto rounded-lg border bg-surface">
      <table aria-label={label} className="w-full border-collapse text-left text-dense">
        {children}
      </table>
    </div>
  )
}

export function Head({ children }: { readonly children: ReactNode }) {
  return (
    <thead className="border-b text-xs text-faint">
      <tr>{children}</tr>
    </thead>
  )
}

export function Th({ className, ...rest }: ComponentProps<'th'>) {
  return <th scope="col" className={cn('h-9 px-3 font-medium whitespace-nowrap', className)} {...rest} />
}

export function Row({ className, ...rest }: ComponentProps<'tr'>) {
  return (
    <tr
      className={cn('relative border-b transition-colors last:border-b-0 hover:bg-hover', className)}
      {...rest}
    />
  )
}

export function Td({ className, ...rest }: ComponentProps<'td'>) {
  return <td className={cn('h-11 px-3 py-1.5 align-middle', className)} {...rest} />
}

/** The link of a row: the whole row follows it, other controls of the row stay above it (`relative`). */
export function RowLink({ className, ...rest }: ComponentProps<typeof Link>) {
  return (
    <Link
      prefetch={false}
      className={cn('font-medium text-ink after:absolute after:inset-0', className)}
      {...rest}
    />
  )
}

export function TableSkeleton({ rows = 6 }: { readonly rows?: number }) {
  return (
    <output aria-label="Loading" className="block overflow-hidden rounded-lg border bg-surface">
      <div className="h-9 border-b" />
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="flex h-11 items-center gap-6 border-b px-3 last:border-b-0">
          <Skeleton className="h-3.5 w-1/4" />
          <Skeleton className="h-3.5 w-1/3" />
          <Skeleton className="ml-auto h-3.5 w-16" />
        </div>
      ))}
    </output>
  )
}
