'use client'

import { Trash2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { messageOf } from '~/trpc/form-errors'
import { Button } from './button'
import { ConfirmDialog } from './confirm-dialog'
import { toast } from './toast'

interface Props {
  /** As in "rule" or "connection". */
  readonly what: string
  readonly name: string
  /** What goes with it. */
  readonly children: ReactNode
  readonly remove: () => Promise<unknown>
  readonly onRemoved: () => void
  /** Brings it back, where that can be done. */
  readonly restore?: () => Promise<unknown>
}

/** A button that removes one thing, after asking. */
export function RemoveButton({ what, name, children, remove, onRemoved, restore }: Props) {
  const [isOpen, setIsOpen] = useState(false)
  const [isBusy, setIsBusy] = useState(false)

  async function run(): Promise<void> {
    setIsBusy(true)
    try {
      await remove()
      toast(
        `${name} was removed`,
        'good',
        restore ? { label: 'Undo', onClick: () => void bringBack(name, restore) } : null,
      )
      onRemoved()
    } catch (error) {
      toast(messageOf(error), 'error')
    }
    setIsBusy(false)
    setIsOpen(false)
  }

  return (
    <>
      <Button variant="danger-ghost" className="max-sm:-ml-3.5" onClick={() => setIsOpen(true)}>
        <Trash2 aria-hidden /> Remove
      </Button>
      <ConfirmDialog
        open={isOpen}
        onOpenChange={setIsOpen}
        title={`Remove the ${what} “${name}”?`}
        confirm={`Remove ${what}`}
        busy={isBusy}
        onConfirm={() => void run()}
      >
        {children}
      </ConfirmDialog>
    </>
  )
}

async function bringBack(name: string, restore: () => Promise<unknown>): Promise<void> {
  try {
    await restore()
    toast(`${name} is back`)
  } catch (error) {
    toast(messageOf(error), 'error')
  }
}
