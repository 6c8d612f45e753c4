'use client'

import dynamic from 'next/dynamic'
import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { useKeys } from '~/ui/use-keys'
import { GO_TO } from './shortcuts'
import { useGoTo } from './use-go-to'

// Loaded when first asked for: a page does not wait for them.
const Palette = dynamic(() => import('./palette').then(({ Palette }) => Palette), { ssr: false })
const ShortcutHelp = dynamic(() => import('./shortcut-help').then(({ ShortcutHelp }) => ShortcutHelp), {
  ssr: false,
})

export const OPEN_PALETTE = 'sallyport:palette'

/** What the keyboard does on every page. */
export function Keyboard() {
  const router = useRouter()
  const [open, setOpen] = useState<'palette' | 'help' | null>(null)
  const close = (isOpen: boolean) => setOpen((now) => (isOpen ? now : null))

  useGoTo(GO_TO, (path) => router.push(path))
  useKeys({ '?': () => setOpen('help'), '/': focusSearch })

  useEffect(() => {
    const show = () => setOpen('palette')
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey) return
      event.preventDefault()
      setOpen((now) => (now === 'palette' ? null : 'palette'))
    }
    window.addEventListener('keydown', onKeyDown)
    window.addEventListener(OPEN_PALETTE, show)
    return () => {
      window.removeEventListener('keydown', onKeyDown)
      window.removeEventListener(OPEN_PALETTE, show)
    }
  }, [])

  return (
    <>
      {open === 'palette' && <Palette onOpenChange={close} />}
      {open === 'help' && <ShortcutHelp onOpenChange={close} />}
    </>
  )
}

function focusSearch(): void {
  document
    .querySelector<HTMLInputElement>('main search input[type="search"], main input[type="search"]')
    ?.focus()
}
