'use client'

import { Monitor, Moon, Sun } from 'lucide-react'
import { useState } from 'react'
import { cn } from './cn'
import { THEME_COOKIE, THEMES, type Theme } from './theme'

const ICONS = { system: Monitor, light: Sun, dark: Moon } as const
const LABELS = { system: 'System theme', light: 'Light theme', dark: 'Dark theme' } as const
const YEAR_SECONDS = 365 * 24 * 3600

/** The choice is in a cookie, so that the server sends the page in the right colours at once. */
export function ThemeToggle({ initial }: { readonly initial: Theme }) {
  const [theme, setTheme] = useState(initial)

  function choose(next: Theme): void {
    setTheme(next)
    document.cookie = `${THEME_COOKIE}=${next}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`
    if (next === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = next
  }

  return (
    <div
      role="radiogroup"
      aria-label="Theme"
      className="inline-flex self-start rounded-md bg-sunken p-0.5 ring-1 ring-line"
    >
      {THEMES.map((option) => {
        const Icon = ICONS[option]
        return (
          <label
            key={option}
            title={LABELS[option]}
            className={cn(
              'relative flex size-7 items-center justify-center rounded-[5px] text-faint hover:text-ink has-focus-visible:outline-2 has-focus-visible:outline-accent',
              option === theme && 'bg-surface text-ink shadow-xs ring-1 ring-line',
            )}
          >
            <input
              type="radio"
              name="theme"
              className="absolute inset-0 cursor-pointer opacity-0"
              aria-label={LABELS[option]}
              checked={option === theme}
              onChange={() => choose(option)}
            />
            <Icon aria-hidden className="size-3.5" />
          </label>
        )
      })}
    </div>
  )
}
