'use client'

import { type ReactNode, useEffect, useRef } from 'react'
import { type FormErrors, formErrors } from '~/trpc/form-errors'
import { Callout } from './callout'
import { cn } from './cn'

interface Props {
  /** The last attempt's error; its fields are read with `formErrors`. */
  readonly error: unknown
  readonly onSubmit: () => void
  readonly label: string
  readonly className?: string
  readonly children: (errors: FormErrors) => ReactNode
}

/** A form that says what was refused above itself and takes the reader to the first wrong field. */
export function Form({ error, onSubmit, label, className, children }: Props) {
  const form = useRef<HTMLFormElement>(null)
  const errors = formErrors(error)

  useEffect(() => {
    if (!error) return
    const wrong = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')
    wrong?.focus()
  }, [error])

  return (
    <form
      ref={form}
      aria-label={label}
      noValidate
      className={cn('flex flex-col gap-4', className)}
      onSubmit={(event) => {
        event.preventDefault()
        onSubmit()
      }}
    >
      {errors.message && (
        <Callout tone="error" title={errors.message} announce>
          {errors.hint}
        </Callout>
      )}
      {children(errors)}
    </form>
  )
}
