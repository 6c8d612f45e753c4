'use client'

import { Switch as Radix } from 'radix-ui'
import { cn } from './cn'

interface Props {
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
  readonly label: string
  readonly disabled?: boolean
  readonly className?: string
}

export function Switch({ checked, onChange, label, disabled, className }: Props) {
  return (
    <Radix.Root
      checked={checked}
      onCheckedChange={onChange}
      disabled={disabled}
      aria-label={label}
      title={label}
      className={cn(
        'relative h-5 w-9 shrink-0 rounded-full bg-edge transition-colors disabled:cursor-not-allowed disabled:opacity-55 data-[state=checked]:bg-accent',
        className,
      )}
    >
      <Radix.Thumb className="block size-4 translate-x-0.5 rounded-full bg-surface shadow-xs transition-transform data-[state=checked]:translate-x-[1.125rem]" />
    </Radix.Root>
  )
}
