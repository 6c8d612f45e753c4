import { FieldError } from '../errors'
import type { ConnectionSettings } from './schema'

/** Everything that says to whom a password is shown, and how well that is proved. */
const PLACE = ['host', 'port', 'tlsMode', 'tlsCa', 'signIn'] as const

type Place = { readonly [Field in (typeof PLACE)[number]]: string | number | null }

/**
 * A stored password goes only where it was meant to go: who may edit a connection could otherwise send it to a
 * server of their own.
 */
export function assertSamePlace(stored: Place, settings: ConnectionSettings): void {
  const changed = PLACE.find((field) => stored[field] !== settings[field])
  if (!changed) return
  throw new FieldError('INVALID_INPUT', 'password', `Give the password again: ${changed} has changed`)
}
