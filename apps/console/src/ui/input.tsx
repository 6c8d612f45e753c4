'use client'

import type { ComponentProps } from 'react'
import { cn } from './cn'
import { useControl } from './field'

export const CONTROL =
  'w-full min-w-0 rounded-md border border-edge bg-surface text-ink transition-colors hover:border-muted aria-invalid:border-deny disabled:cursor-not-allowed disabled:bg-sunken disabled:text-faint max-md:text-base md:text-sm'

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  const control = useControl()
  return <input {...control} className={cn(CONTROL, 'h-9 px-2.5', className)} {...rest} />
}

export function Textarea({ className, ...rest }: ComponentProps<'textarea'>) {
  const control = useControl()
  return <textarea {...control} className={cn(CONTROL, 'min-h-20 px-2.5 py-2', className)} {...rest} />
}
