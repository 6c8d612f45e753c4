'use client'

import { Menu, Search } from 'lucide-react'
import dynamic from 'next/dynamic'
import Link from 'next/link'
import { type ReactNode, useState } from 'react'
import { useMay, useMe } from '~/features/me/use-me'
import { useApprovalChanges } from '~/live/use-approval-changes'
import { useBrowserNotifications } from '~/live/use-browser-notifications'
import { Button } from '~/ui/button'
import { Kbd } from '~/ui/kbd'
import { Logo } from '~/ui/logo'
import type { Theme } from '~/ui/theme'
import { Account } from './account'
import { Keyboard, OPEN_PALETTE } from './keyboard'
import { LiveState } from './live-state'
import { Nav } from './nav'

// Loaded when it is opened, which happens on narrow screens only.
const NavDrawer = dynamic(() => import('./nav-drawer').then(({ NavDrawer }) => NavDrawer), { ssr: false })

interface Props {
  readonly theme: Theme
  readonly children: ReactNode
}

/** Navigation beside the page; on a narrow screen a drawer behind a button. */
export function Shell({ theme, children }: Props) {
  const may = useMay()
  const live = useApprovalChanges(may('approval:read'))
  useBrowserNotifications(may('approval:decide'))

  return (
    <div className="min-h-dvh md:grid md:grid-cols-[14.5rem_minmax(0,1fr)]">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-60 focus:rounded-md focus:bg-raised focus:px-3 focus:py-2"
      >
        Skip to content
      </a>
      <aside className="sticky top-0 hidden h-dvh flex-col gap-5 overflow-y-auto border-r bg-surface px-3 py-4 md:flex">
        <Brand />
        <OpenPalette />
        <Nav />
        <div className="mt-auto">
          <Account theme={theme} />
        </div>
      </aside>
      <header className="sticky top-0 z-30 flex h-13 items-center justify-between border-b bg-surface px-2 md:hidden">
        <Brand />
        <span className="flex items-center">
          <Button variant="ghost" size="icon" aria-label="Search" className="size-10" onClick={openPalette}>
            <Search aria-hidden className="size-5!" />
          </Button>
          <Drawer theme={theme} />
        </span>
      </header>
      <main id="main" tabIndex={-1} className="min-w-0 outline-none">
        <LiveState status={live} />
        {children}
      </main>
      <Keyboard />
    </div>
  )
}

function openPalette(): void {
  window.dispatchEvent(new Event(OPEN_PALETTE))
}

function OpenPalette() {
  return (
    <button
      type="button"
      onClick={openPalette}
      className="flex h-8 items-center gap-2 rounded-md border bg-canvas px-2.5 text-dense text-faint hover:border-edge hover:text-ink"
    >
      <Search aria-hidden className="size-3.5" />
      Go to …
      <span aria-hidden className="ml-auto flex gap-0.5">
        <Kbd className="h-4.5">Ctrl</Kbd>
        <Kbd className="h-4.5">K</Kbd>
      </span>
    </button>
  )
}

function Brand() {
  const { organization } = useMe()
  return (
    <Link href="/" className="flex min-w-0 items-center gap-2 rounded-md px-2 py-0.5">
      <Logo className="size-6 shrink-0" />
      <span className="min-w-0 leading-tight">
        <span className="block font-semibold tracking-tight">Sallyport</span>
        {organization !== 'Sallyport' && (
          <span className="block truncate text-xs text-faint">{organization}</span>
        )}
      </span>
    </Link>
  )
}

function Drawer({ theme }: { readonly theme: Theme }) {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <>
      <Button
        variant="ghost"
        size="icon"
        aria-label="Open navigation"
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        className="size-10"
        onClick={() => setIsOpen(true)}
      >
        <Menu aria-hidden className="size-5!" />
      </Button>
      {isOpen && <NavDrawer theme={theme} onClose={() => setIsOpen(false)} />}
    </>
  )
}
