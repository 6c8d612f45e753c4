'use client'

import { CircleAlert, CircleCheck, X } from 'lucide-react'
import { Toast as Radix } from 'radix-ui'
import { dismiss, useToasts } from './toast'

/** Where toasts appear; see `Toaster`. Radix announces them to screen readers. */
export function ToastList() {
  const toasts = useToasts()
  return (
    <Radix.Provider swipeDirection="right" label="Notification">
      {toasts.map(({ id, tone, text, action }) => (
        <Radix.Root
          key={id}
          type={tone === 'error' ? 'foreground' : 'background'}
          duration={tone === 'error' ? 60_000 : action ? 10_000 : 5_000}
          onOpenChange={(open) => !open && dismiss(id)}
          className="flex animate-appear items-start gap-2.5 rounded-lg border bg-raised px-3.5 py-3 shadow-pop"
        >
          {tone === 'error' ? (
            <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-deny" />
          ) : (
            <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-allow" />
          )}
          <Radix.Description className="min-w-0 flex-1 text-sm break-words">{text}</Radix.Description>
          {action && (
            <Radix.Action
              altText={action.label}
              onClick={action.onClick}
              className="rounded px-1 text-sm font-medium text-accent hover:underline"
            >
              {action.label}
            </Radix.Action>
          )}
          <Radix.Close aria-label="Dismiss" className="rounded p-0.5 text-faint hover:text-ink">
            <X aria-hidden className="size-4" />
          </Radix.Close>
        </Radix.Root>
      ))}
      <Radix.Viewport className="fixed right-0 bottom-0 z-60 flex w-96 max-w-full flex-col gap-2 p-4 outline-none" />
    </Radix.Provider>
  )
}
