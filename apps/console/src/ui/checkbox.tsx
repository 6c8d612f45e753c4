'use client'

import type { ComponentProps, ReactNode } from 'react'
import { cn } from './cn'

interface Props extends Omit<ComponentProps<'input'>, 'type'> {
  readonly label: ReactNode
  readonly hint?: ReactNode
}

export function Checkbox(props: Props) {
  return <Choice type="checkbox" {...props} />
}

export function Radio(props: Props) {
  return <Choice type="radio" {...props} />
}

function Choice({ type, label, hint, className, ...rest }: Props & { readonly type: 'checkbox' | 'radio' }) {
  return (
    <label className={cn('flex items-start gap-2 text-sm has-disabled:opacity-55', className)}>
      <input type={type} className="mt-[3px] size-4 shrink-0 accent-accent" {...rest} />
      <span className="min-w-0">
        {label}
        {hint && <span className="block text-dense text-faint">{hint}</span>}
      </span>
    </label>
  )
}
