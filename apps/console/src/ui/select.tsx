'use client'

import { ChevronsUpDown } from 'lucide-react'
import type { ComponentProps } from 'react'
import { cn } from './cn'
import { useControl } from './field'
import { CONTROL } from './input'

export interface Option {
  readonly value: string
  readonly label: string
}

interface Props extends ComponentProps<'select'> {
  readonly options: readonly Option[]
}

/** The browser's own select: it works with every keyboard, screen reader and phone. */
export function Select({ options, className, ...rest }: Props) {
  const control = useControl()
  return (
    <span className={cn('relative block', className)}>
      <select {...control} className={cn(CONTROL, 'h-9 appearance-none truncate py-0 pr-8 pl-2.5')} {...rest}>
        {options.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
      <ChevronsUpDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-2.5 size-3.5 -translate-y-1/2 text-faint"
      />
    </span>
  )
}
