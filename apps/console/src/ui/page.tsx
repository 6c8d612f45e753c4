import { ChevronLeft } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { cn } from './cn'

interface Props {
  readonly title: ReactNode
  readonly description?: ReactNode
  /** The list that this page's thing is in. */
  readonly parent?: { readonly href: string; readonly label: string }
  readonly actions?: ReactNode
  /** Forms read better in a narrow column. */
  readonly width?: 'narrow' | 'wide'
  readonly children: ReactNode
}

export function Page({ title, description, parent, actions, width = 'wide', children }: Props) {
  return (
    <div className={cn('mx-auto w-full px-4 py-6 md:px-8', width === 'narrow' ? 'max-w-3xl' : 'max-w-7xl')}>
      <header className="mb-5 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          {parent && (
            <nav aria-label="Breadcrumb" className="mb-1 flex items-center gap-0.5 text-dense text-faint">
              <ChevronLeft aria-hidden className="-ml-1 size-3.5" />
              <Link href={parent.href} className="rounded hover:text-ink hover:underline">
                {parent.label}
              </Link>
            </nav>
          )}
          <h1 className="text-xl leading-7 font-semibold tracking-tight break-words">{title}</h1>
          {description && <div className="mt-0.5 max-w-2xl text-muted">{description}</div>}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </header>
      <div className="flex flex-col gap-4">{children}</div>
    </div>
  )
}

interface SectionProps {
  readonly title: ReactNode
  readonly description?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
  readonly className?: string
}

/** A titled card. */
export function Section({ title, description, actions, children, className }: SectionProps) {
  return (
    <section className={cn('min-w-0 rounded-lg border bg-surface', className)}>
      <div className="flex flex-wrap items-center justify-between gap-2 border-b px-4 py-2.5">
        <div className="min-w-0 flex-1 basis-56">
          <h2 className="text-sm font-semibold">{title}</h2>
          {description && <p className="text-dense text-faint">{description}</p>}
        </div>
        {actions}
      </div>
      <div className="p-4">{children}</div>
    </section>
  )
}
