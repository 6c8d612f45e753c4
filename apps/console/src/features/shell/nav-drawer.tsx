'use client'

import { X } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { Button } from '~/ui/button'
import { OVERLAY } from '~/ui/dialog'
import type { Theme } from '~/ui/theme'
import { Account } from './account'
import { Nav } from './nav'

interface Props {
  readonly theme: Theme
  readonly onClose: () => void
}

/** The navigation of a narrow screen. */
export function NavDrawer({ theme, onClose }: Props) {
  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className={OVERLAY} />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-y-0 left-0 z-50 flex w-72 max-w-[85vw] animate-slide flex-col gap-5 overflow-y-auto border-r bg-surface px-3 py-4 shadow-pop focus:outline-none"
        >
          <div className="flex items-center justify-between">
            <Dialog.Title className="px-2 font-semibold">Navigation</Dialog.Title>
            <Dialog.Close asChild>
              <Button variant="ghost" size="icon" aria-label="Close navigation">
                <X aria-hidden />
              </Button>
            </Dialog.Close>
          </div>
          <Nav onNavigate={onClose} />
          <div className="mt-auto">
            <Account theme={theme} onNavigate={onClose} />
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
