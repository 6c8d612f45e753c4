'use client'

import { WifiOff } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { useApprovalChanges } from '~/live/use-approval-changes'

/** A stream that comes back sooner than that was never missed. */
const PATIENCE_MS = 4_000

/** Says that what is shown may be old; nothing while everything is live. */
export function LiveState({ status }: { readonly status: ReturnType<typeof useApprovalChanges> }) {
  const isDown = status === 'connecting' || status === 'error'
  const [isLost, setIsLost] = useState(false)

  useEffect(() => {
    if (!isDown) return
    const timer = setTimeout(() => setIsLost(true), PATIENCE_MS)
    return () => {
      clearTimeout(timer)
      setIsLost(false)
    }
  }, [isDown])

  return (
    <output aria-live="polite">
      {isDown && isLost && (
        <span className="sticky top-0 z-20 flex items-center justify-center gap-2 bg-hold-soft px-4 py-1.5 text-dense font-medium text-hold max-md:top-13">
          <WifiOff aria-hidden className="size-4" />
          The connection to the console is lost. What you see may be old; it is tried again.
        </span>
      )}
    </output>
  )
}
