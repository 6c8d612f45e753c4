'use client'

import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { DialogHead, OVERLAY } from './dialog'

interface Props {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly title: ReactNode
  readonly description?: ReactNode
  readonly children: ReactNode
  /** Stays at the bottom while the rest scrolls. */
  readonly footer?: ReactNode
}

/** Details beside the list that they belong to, which stays where it was. */
export function Drawer({ open, onOpenChange, title, description, children, footer }: Props) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={OVERLAY} />
        <Radix.Content
          className="fixed inset-y-0 right-0 z-50 flex w-[32rem] max-w-[calc(100vw-2rem)] animate-slide-in flex-col border-l bg-raised shadow-pop focus:outline-none"
          {...(!description && { 'aria-describedby': undefined })}
        >
          <DialogHead title={title} description={description} className="border-b px-5 py-3.5" />
          <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">{children}</div>
          {footer && <div className="flex flex-wrap justify-end gap-2 border-t px-5 py-3">{footer}</div>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
