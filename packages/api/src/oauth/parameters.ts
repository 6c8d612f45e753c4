import { OAuthError } from './oauth-error'

/** A token of another issuer may be this long. */
const MAX_PARAMETER_LENGTH = 20_000

/** Parameters of a form: each once, and none endless. */
export function required(form: URLSearchParams, name: string): string {
  const value = optional(form, name)
  if (!value) throw new OAuthError('invalid_request', `${name} is missing`)
  return value
}

export function optional(form: URLSearchParams, name: string): string | undefined {
  const [value, ...more] = form.getAll(name)
  if (more.length > 0) throw new OAuthError('invalid_request', `${name} is there twice`)
  if (value && value.length > MAX_PARAMETER_LENGTH)
    throw new OAuthError('invalid_request', `${name} is too long`)
  return value
}
