'use client'

import { createContext, type ReactNode, use, useId } from 'react'
import { cn } from './cn'

interface Control {
  readonly id: string
  readonly describedBy: string | undefined
  readonly invalid: boolean
  readonly required: boolean
}

const ControlContext = createContext<Control | null>(null)

interface Props {
  readonly label: ReactNode
  readonly hint?: ReactNode
  readonly error?: string | undefined
  readonly required?: boolean
  readonly className?: string
  readonly children: ReactNode
}

/** A label, its control, a hint and an error, tied together for those who do not see them side by side. */
export function Field({ label, hint, error, required = false, className, children }: Props) {
  const id = useId()
  const describedBy = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined
  return (
    <div className={cn('flex min-w-0 flex-col gap-1.5', className)}>
      <label htmlFor={id} className="text-dense font-medium text-ink">
        {label}
      </label>
      <ControlContext value={{ id, describedBy, invalid: Boolean(error), required }}>
        {children}
      </ControlContext>
      {error && (
        <p id={`${id}-error`} className="text-dense text-deny">
          {error}
        </p>
      )}
      {hint && (
        <p id={`${id}-hint`} className="text-dense text-faint">
          {hint}
        </p>
      )}
    </div>
  )
}

/** A group of checkboxes or radios under one legend. */
export function FieldSet({ label, hint, error, className, children }: Omit<Props, 'required'>) {
  const id = useId()
  return (
    <fieldset
      className={cn('min-w-0', className)}
      aria-describedby={[hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined}
    >
      <legend className="mb-1.5 text-dense font-medium text-ink">{label}</legend>
      {children}
      {error && (
        <p id={`${id}-error`} className="mt-1.5 text-dense text-deny">
          {error}
        </p>
      )}
      {hint && (
        <p id={`${id}-hint`} className="mt-1.5 text-dense text-faint">
          {hint}
        </p>
      )}
    </fieldset>
  )
}

/** What a control inside a `Field` spreads onto its element. */
export function useControl() {
  const control = use(ControlContext)
  if (!control) return {}
  return {
    id: control.id,
    'aria-describedby': control.describedBy,
    'aria-invalid': control.invalid || undefined,
    'aria-required': control.required || undefined,
  }
}
