'use client'

import { ChevronLeft, ChevronRight, Search, X } from 'lucide-react'
import Link from 'next/link'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Button } from './button'
import { cn } from './cn'
import { CONTROL } from './input'
import type { Option } from './select'
import { Select } from './select'
import { useUrlState } from './use-url-state'

/** Search and filters above a list. */
export function Toolbar({ children }: { readonly children: ReactNode }) {
  return <search className="flex flex-wrap items-center gap-2">{children}</search>
}

/** Types into `?search=`; the list follows after a short pause. */
export function SearchField({ label }: { readonly label: string }) {
  const { current, replace, isPending } = useUrlState()
  const inUrl = current.get('search') ?? ''
  const [text, setText] = useState(inUrl)
  const written = useRef(inUrl)

  // Back and forward change the URL under the field.
  useEffect(() => {
    if (inUrl === written.current) return
    written.current = inUrl
    setText(inUrl)
  }, [inUrl])

  function write(next: string): void {
    written.current = next.trim()
    replace({ search: next.trim() })
  }

  // biome-ignore lint: the pause restarts with the text only
  useEffect(() => {
    if (text.trim() === written.current) return
    const timer = setTimeout(() => write(text), 250)
    return () => clearTimeout(timer)
  })

  return (
    <span className="relative w-full sm:w-72">
      <Search
        aria-hidden
        className={cn(
          'absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-faint',
          isPending && 'animate-pulse',
        )}
      />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        value={text}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={({ key }) => key === 'Enter' && write(text)}
        className={cn(CONTROL, 'h-9 pr-8 pl-8 [&::-webkit-search-cancel-button]:hidden')}
      />
      {text && (
        <button
          type="button"
          aria-label="Clear search"
          onClick={() => {
            setText('')
            write('')
          }}
          className="absolute top-1/2 right-2 -translate-y-1/2 rounded p-0.5 text-faint hover:text-ink"
        >
          <X aria-hidden className="size-3.5" />
        </button>
      )}
    </span>
  )
}

interface FilterProps {
  readonly param: string
  readonly label: string
  readonly options: readonly Option[]
}

/** A choice kept in the URL; the first entry means "any" and leaves the URL clean. */
export function Filter({ param, label, options }: FilterProps) {
  const { current, replace } = useUrlState()
  const value = current.get(param) ?? ''
  // A value from a shared link is kept even when the list of choices does not have it.
  const known = value === '' || options.some((option) => option.value === value)
  return (
    <Select
      aria-label={label}
      value={value}
      onChange={({ target }) => replace({ [param]: target.value })}
      options={[{ value: '', label }, ...(known ? [] : [{ value, label: value }]), ...options]}
      className="w-auto max-w-52"
    />
  )
}

/** On or off, kept in the URL as `?param=1`. */
export function ToggleFilter({ param, label }: { readonly param: string; readonly label: string }) {
  const { current, replace } = useUrlState()
  const isOn = current.get(param) === '1'
  return (
    <Button
      aria-pressed={isOn}
      onClick={() => replace({ [param]: isOn ? null : '1' })}
      className={cn(isOn && 'border-accent bg-accent-soft text-accent hover:bg-accent-soft')}
    >
      {label}
    </Button>
  )
}

/** Days in `?from=YYYY-MM-DD&to=YYYY-MM-DD`, both included. */
export function DayRange() {
  return (
    <span className="flex items-center gap-1.5 text-dense text-faint" title="Days begin at midnight UTC">
      <DayInput param="from" label="From" />
      <span aria-hidden>–</span>
      <DayInput param="to" label="To" />
    </span>
  )
}

function DayInput({ param, label }: { readonly param: string; readonly label: string }) {
  const { current, replace } = useUrlState()
  return (
    <input
      type="date"
      aria-label={label}
      value={current.get(param) ?? ''}
      onChange={({ target }) => replace({ [param]: target.value })}
      className={cn(CONTROL, 'h-9 w-auto px-2', !current.has(param) && 'text-faint')}
    />
  )
}

/** Leaves every filter, when there is one. */
export function ClearFilters({ params }: { readonly params: readonly string[] }) {
  const { current, replace } = useUrlState()
  if (!params.some((param) => current.has(param))) return null
  return (
    <Button variant="ghost" onClick={() => replace(Object.fromEntries(params.map((param) => [param, null])))}>
      <X aria-hidden /> Clear
    </Button>
  )
}

/** Older and newer: the cursor is in the URL, so the browser's Back goes to the page before. */
export function Pager({ next }: { readonly next: string | undefined }) {
  const { current, href } = useUrlState()
  const isFirst = !current.has('cursor')
  if (isFirst && !next) return null
  return (
    <nav aria-label="Pages" className="flex items-center justify-between">
      {isFirst ? (
        <span />
      ) : (
        <Button asChild size="sm">
          <Link href={href({})}>
            <ChevronLeft aria-hidden /> First page
          </Link>
        </Button>
      )}
      {next && (
        <Button asChild size="sm">
          <Link href={href({ cursor: next })} rel="next">
            Next page <ChevronRight aria-hidden />
          </Link>
        </Button>
      )}
    </nav>
  )
}
