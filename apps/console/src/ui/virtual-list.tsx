'use client'

import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useRef } from 'react'

interface Props<Item> {
  readonly label: string
  readonly items: readonly Item[]
  readonly rowHeight: number
  /** Of the window through which the list is seen, in px. */
  readonly height: number
  readonly row: (item: Item, index: number) => ReactNode
}

/** A list of very many rows of one height, of which only those in sight are in the page. */
export function VirtualList<Item>({ label, items, rowHeight, height, row }: Props<Item>) {
  const box = useRef<HTMLElement>(null)
  // oxlint-disable-next-line react/incompatible-library -- its answers change without new props; nothing here is kept by them
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  })
  return (
    // A scrolling region must be reachable by keyboard.
    <section
      ref={box}
      aria-label={label}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className="overflow-y-auto rounded-lg border bg-surface"
      style={{ height }}
    >
      <ul className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const item = items[index]
          return (
            item !== undefined && (
              <li
                key={index}
                aria-setsize={items.length}
                aria-posinset={index + 1}
                className="absolute inset-x-0 flex items-center border-b px-3 text-dense"
                style={{ height: rowHeight, transform: `translateY(${start}px)` }}
              >
                {row(item, index)}
              </li>
            )
          )
        })}
      </ul>
    </section>
  )
}
