import type { AppRouter } from '@sallyport/api'
import { TRPCClientError } from '@trpc/client'

/** Why a form was not taken, in the API's words. */
export interface FormErrors {
  /** What is wrong with a field, also with a part of it. */
  of(field: string): string | undefined
  /** What is wrong apart from the fields that the form shows. */
  readonly message: string | null
  readonly hint: string | null
}

const NONE: FormErrors = { of: () => undefined, message: null, hint: null }

export function formErrors(error: unknown): FormErrors {
  if (!error) return NONE
  if (!isApiError(error) || !error.data) {
    return {
      of: () => undefined,
      message: messageOf(error),
      hint: 'What you typed is still here. Try again.',
    }
  }
  const { fields, hint } = error.data
  const byField = Object.entries(fields)
  return {
    of: (field) => byField.find(([name]) => name === field || name.startsWith(`${field}.`))?.[1][0],
    message:
      byField.length > 0 && !fields[''] ? 'Some of this cannot be saved yet: see below.' : error.message,
    hint,
  }
}

/** Any error in words that a person can read. */
export function messageOf(error: unknown): string {
  if (isApiError(error) && error.data) return error.message
  if (error instanceof TRPCClientError) return 'The console did not answer.'
  return error instanceof Error && error.message ? error.message : 'Something went wrong.'
}

export function isApiError(error: unknown): error is TRPCClientError<AppRouter> {
  return error instanceof TRPCClientError
}
