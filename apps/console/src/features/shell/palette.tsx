'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Search } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { Dialog as Radix } from 'radix-ui'
import { useDeferredValue, useState } from 'react'
import { useMay } from '~/features/me/use-me'
import { useTRPC } from '~/trpc/client'
import { cn } from '~/ui/cn'
import { OVERLAY } from '~/ui/dialog'
import { Kbd } from '~/ui/kbd'
import { useListbox } from '~/ui/use-listbox'
import { type PaletteItem, pageItems, thingItems } from './palette-items'

const GROUPS = ['Pages', 'Connections', 'People & agents', 'Sessions', 'Rules'] as const

/** Ctrl-K: type a few letters of anything, Enter goes there. */
export function Palette({ onOpenChange }: { readonly onOpenChange: (open: boolean) => void }) {
  const trpc = useTRPC()
  const router = useRouter()
  const may = useMay()
  const [text, setText] = useState('')
  const wanted = useDeferredValue(text.trim())
  const { data, isFetching } = useQuery(
    trpc.finder.find.queryOptions(
      { text: wanted },
      { enabled: wanted !== '', placeholderData: keepPreviousData, staleTime: 5_000 },
    ),
  )
  const items = [...pageItems(wanted, may), ...(wanted && data ? thingItems(data) : [])]
  const listbox = useListbox({ count: items.length, resetKey: wanted, onChoose: choose })

  function choose(index: number): void {
    const item = items[index]
    if (!item) return
    onOpenChange(false)
    router.push(item.href)
  }

  return (
    <Radix.Root open onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={OVERLAY} />
        <Radix.Content
          aria-describedby={undefined}
          className="fixed top-[max(1rem,12vh)] left-1/2 z-50 flex max-h-[70vh] w-[calc(100vw-2rem)] max-w-xl -translate-x-1/2 flex-col overflow-hidden rounded-xl border bg-raised shadow-pop focus:outline-none"
        >
          <Radix.Title className="sr-only">Go to</Radix.Title>
          <div className="flex items-center gap-2.5 border-b px-4">
            <Search aria-hidden className={cn('size-4 shrink-0 text-faint', isFetching && 'animate-pulse')} />
            <input
              {...listbox.inputProps}
              role="combobox"
              aria-expanded
              aria-controls={listbox.listProps.id}
              aria-label="Go to a page, a connection, a person, a session"
              placeholder="Go to a page, a connection, a person, a session"
              value={text}
              onChange={({ target }) => setText(target.value)}
              onKeyDown={listbox.onKeyDown}
              className="h-12 w-full bg-transparent text-base outline-none"
            />
            <Kbd>Esc</Kbd>
          </div>
          <div {...listbox.listProps} aria-label="Results" className="min-h-0 overflow-y-auto p-1.5">
            {items.length === 0 && (
              <p className="px-3 py-6 text-center text-muted">
                {isFetching ? 'Looking …' : 'Nothing matches'}
              </p>
            )}
            {GROUPS.map((group) => (
              <Group key={group} label={group} items={items} listbox={listbox} />
            ))}
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

interface GroupProps {
  readonly label: (typeof GROUPS)[number]
  readonly items: readonly PaletteItem[]
  readonly listbox: ReturnType<typeof useListbox>
}

function Group({ label, items, listbox }: GroupProps) {
  const own = items.map((item, index) => ({ item, index })).filter(({ item }) => item.group === label)
  if (own.length === 0) return null
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a listbox takes groups of options, and no fieldset
    <div role="group" aria-label={label}>
      <p aria-hidden className="px-2.5 pt-2 pb-1 text-xs font-medium text-faint">
        {label}
      </p>
      {own.map(({ item: { href, icon: Icon, title, hint }, index }) => (
        <div
          key={href}
          {...listbox.optionProps(index)}
          className="flex h-9 cursor-pointer items-center gap-2.5 rounded-md px-2.5 text-sm aria-selected:bg-selected max-md:h-11"
        >
          <Icon aria-hidden className="size-4 shrink-0 text-faint" />
          <span className="truncate">{title}</span>
          {hint && <span className="ml-auto shrink-0 truncate text-xs text-faint">{hint}</span>}
        </div>
      ))}
    </div>
  )
}
