'use client'

import { AlertDialog } from 'radix-ui'
import { type ReactNode, useRef } from 'react'
import { Button } from './button'
import { cn } from './cn'
import { Actions, OVERLAY, PANEL } from './dialog'

interface Props {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly title: string
  /** What will happen, and what will not come back. */
  readonly children: ReactNode
  readonly confirm: string
  readonly tone?: 'danger' | 'primary'
  readonly busy?: boolean
  /** Closes the dialog itself when it is done. */
  readonly onConfirm: () => void
}

export function ConfirmDialog({
  open,
  onOpenChange,
  title,
  children,
  confirm,
  tone = 'danger',
  busy = false,
  onConfirm,
}: Props) {
  const confirmButton = useRef<HTMLButtonElement>(null)
  return (
    <AlertDialog.Root open={open} onOpenChange={onOpenChange}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className={OVERLAY} />
        <AlertDialog.Content
          className={cn(PANEL, 'max-w-md p-5')}
          onOpenAutoFocus={(event) => {
            // What destroys begins at Cancel; what was asked for by its own key goes on by Enter, or asks for something first.
            if (tone === 'danger') return
            event.preventDefault()
            const field = document.querySelector<HTMLElement>('[role=alertdialog] [data-autofocus]')
            ;(field ?? confirmButton.current)?.focus()
          }}
        >
          <AlertDialog.Title className="text-base font-semibold">{title}</AlertDialog.Title>
          <AlertDialog.Description asChild>
            <div className="mt-1.5 min-h-0 overflow-y-auto text-muted">{children}</div>
          </AlertDialog.Description>
          <Actions>
            <AlertDialog.Cancel asChild>
              <Button>Cancel</Button>
            </AlertDialog.Cancel>
            <Button ref={confirmButton} variant={tone} busy={busy} onClick={onConfirm}>
              {confirm}
            </Button>
          </Actions>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
