'use client'

import { Tooltip as Radix } from 'radix-ui'
import type { ReactNode } from 'react'

interface Props {
  /** A button, a link, or something else that can be focused: the text is for keyboards too. */
  readonly children: ReactNode
  readonly text: ReactNode
}

/** A word more about something small; never the only place where a thing is said. */
export function Tooltip({ children, text }: Props) {
  return (
    <Radix.Provider delayDuration={250}>
      <Radix.Root>
        <Radix.Trigger asChild>{children}</Radix.Trigger>
        <Radix.Portal>
          <Radix.Content
            sideOffset={5}
            collisionPadding={8}
            className="z-60 max-w-72 animate-appear rounded-md bg-ink px-2.5 py-1.5 text-xs text-canvas shadow-pop"
          >
            {text}
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </Radix.Provider>
  )
}
