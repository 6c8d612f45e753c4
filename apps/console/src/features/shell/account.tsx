'use client'

import { LogOut } from 'lucide-react'
import Link from 'next/link'
import { signOut } from 'next-auth/react'
import { useState } from 'react'
import { useMe } from '~/features/me/use-me'
import { Button } from '~/ui/button'
import type { Theme } from '~/ui/theme'
import { ThemeToggle } from '~/ui/theme-toggle'

interface Props {
  readonly theme: Theme
  readonly onNavigate?: () => void
}

/** Who is signed in, the theme, and the way out. */
export function Account({ theme, onNavigate }: Props) {
  const me = useMe()
  const [isLeaving, setIsLeaving] = useState(false)

  return (
    <div className="flex flex-col gap-3 border-t pt-3">
      <ThemeToggle initial={theme} />
      <div className="flex items-center gap-2">
        <Link
          href="/account"
          {...(onNavigate && { onClick: onNavigate })}
          className="-m-1 flex min-w-0 flex-1 items-center gap-2 rounded-md p-1 hover:bg-hover"
        >
          <span
            aria-hidden
            className="flex size-8 shrink-0 items-center justify-center rounded-full bg-accent-soft text-xs font-semibold text-accent"
          >
            {initials(me.name)}
          </span>
          <div className="min-w-0 flex-1 leading-tight">
            <p className="truncate text-dense font-medium">{me.name}</p>
            <p className="truncate text-xs text-faint">
              {me.role}
              {me.groups.length > 0 && ` · ${me.groups.join(', ')}`}
            </p>
          </div>
        </Link>
        <Button
          variant="ghost"
          size="icon"
          aria-label="Sign out"
          title="Sign out"
          busy={isLeaving}
          onClick={() => {
            setIsLeaving(true)
            void signOut({ callbackUrl: '/sign-in' })
          }}
        >
          {!isLeaving && <LogOut aria-hidden />}
        </Button>
      </div>
    </div>
  )
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean)
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => word?.[0] ?? '')
    .join('')
    .toUpperCase()
}
