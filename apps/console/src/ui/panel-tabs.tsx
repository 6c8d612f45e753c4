'use client'

import { Tabs as Radix } from 'radix-ui'
import type { ReactNode } from 'react'

interface Panel {
  readonly value: string
  readonly label: ReactNode
  readonly content: ReactNode
}

interface Props {
  readonly label: string
  readonly panels: readonly Panel[]
  readonly className?: string
}

/** Several views of one thing in one place, where the choice is not worth an address. Else: `LinkTabs`. */
export function PanelTabs({ label, panels, className }: Props) {
  return (
    <Radix.Root defaultValue={panels[0]?.value ?? ''} className={className}>
      <Radix.List aria-label={label} className="flex gap-1 overflow-x-auto border-b">
        {panels.map((panel) => (
          <Radix.Trigger
            key={panel.value}
            value={panel.value}
            className="-mb-px border-b-2 border-transparent px-2.5 py-1.5 text-dense font-medium whitespace-nowrap text-muted -outline-offset-2 hover:text-ink data-[state=active]:border-accent data-[state=active]:text-ink"
          >
            {panel.label}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {panels.map((panel) => (
        <Radix.Content key={panel.value} value={panel.value} className="pt-3">
          {panel.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  )
}
