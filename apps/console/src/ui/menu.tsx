'use client'

import { Check } from 'lucide-react'
import { DropdownMenu as Radix } from 'radix-ui'
import type { ComponentProps, ReactNode } from 'react'
import { cn } from './cn'

interface Props {
  /** The button that opens it. */
  readonly trigger: ReactNode
  readonly children: ReactNode
  readonly align?: 'start' | 'end'
}

/** Actions behind one button; arrows move, letters jump, Escape closes. */
export function Menu({ trigger, children, align = 'end' }: Props) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-[min(24rem,var(--radix-dropdown-menu-content-available-height))] min-w-44 animate-appear overflow-y-auto rounded-lg border bg-raised p-1 shadow-pop"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

const ITEM =
  'flex h-8 items-center gap-2 rounded-md px-2 text-dense outline-none select-none data-[disabled]:text-faint data-[highlighted]:bg-hover max-md:h-10 [&_svg]:size-4 [&_svg]:text-faint'

export function MenuItem({
  tone,
  className,
  ...rest
}: ComponentProps<typeof Radix.Item> & { readonly tone?: 'danger' }) {
  return (
    <Radix.Item
      className={cn(ITEM, tone === 'danger' && 'text-deny [&_svg]:text-deny', className)}
      {...rest}
    />
  )
}

interface CheckProps {
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
  readonly children: ReactNode
}

/** Stays open, so that several can be changed. */
export function MenuCheck({ checked, onChange, children }: CheckProps) {
  return (
    <Radix.CheckboxItem
      checked={checked}
      onCheckedChange={onChange}
      onSelect={(event) => event.preventDefault()}
      className={ITEM}
    >
      <span aria-hidden className="flex size-4 items-center justify-center rounded border border-edge">
        {checked && <Check className="size-3! text-accent!" />}
      </span>
      {children}
    </Radix.CheckboxItem>
  )
}

export function MenuLabel({ children }: { readonly children: ReactNode }) {
  return <Radix.Label className="px-2 py-1 text-xs text-faint">{children}</Radix.Label>
}

export function MenuSeparator() {
  return <Radix.Separator className="my-1 border-t" />
}
