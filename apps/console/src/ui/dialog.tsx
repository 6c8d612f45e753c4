'use client'

import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { cn } from './cn'

interface Props {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly title: ReactNode
  readonly description?: ReactNode
  readonly children: ReactNode
  readonly width?: 'md' | 'lg'
}

export const OVERLAY = 'fixed inset-0 z-40 bg-black/45 animate-appear'
export const PANEL =
  'fixed top-1/2 left-1/2 z-50 flex max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] -translate-x-1/2 -translate-y-1/2 flex-col overflow-hidden rounded-xl border bg-raised shadow-pop focus:outline-none'

export function Dialog({ open, onOpenChange, title, description, children, width = 'md' }: Props) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={OVERLAY} />
        <Radix.Content
          className={cn(PANEL, width === 'lg' ? 'max-w-3xl' : 'max-w-lg')}
          {...(!description && { 'aria-describedby': undefined })}
        >
          <DialogHead title={title} description={description} className="px-5 pt-4" />
          <div className="min-h-0 overflow-y-auto px-5 pt-3 pb-5">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

interface HeadProps extends Pick<Props, 'title' | 'description'> {
  readonly className: string
}

/** What a dialog or a drawer is called, and the way out of it. */
export function DialogHead({ title, description, className }: HeadProps) {
  return (
    <div className={cn('flex items-start justify-between gap-4', className)}>
      <div className="min-w-0">
        <Radix.Title className="text-base font-semibold break-words">{title}</Radix.Title>
        {description && (
          <Radix.Description className="text-dense text-muted">{description}</Radix.Description>
        )}
      </div>
      <Radix.Close
        aria-label="Close"
        className="-mr-1.5 rounded-md p-1.5 text-faint hover:bg-hover hover:text-ink"
      >
        <X aria-hidden className="size-4" />
      </Radix.Close>
    </div>
  )
}

/** The buttons at a dialog's or a form's end. */
export function Actions({ children }: { readonly children: ReactNode }) {
  return <div className="mt-5 flex flex-wrap justify-end gap-2">{children}</div>
}
