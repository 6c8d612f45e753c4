import { SallyportError } from '@sallyport/core'
import { seal } from '@sallyport/secrets'
import type { Member } from '../context'
import { may } from '../permissions'

interface Given {
  readonly password?: string | undefined
  readonly passwordReference?: string | undefined
}

/** The columns of a password or of a reference to one; nothing when neither was given. */
export function sealSecret(
  masterKey: Buffer,
  { password, passwordReference }: Given,
  contextOf: (isReference: boolean) => string,
) {
  const isReference = passwordReference !== undefined
  const secret = passwordReference ?? password
  if (secret === undefined) return null
  const sealedPassword = new Uint8Array(seal(masterKey, secret, contextOf(isReference)))
  return { sealedPassword, passwordReference: passwordReference ?? null }
}

/** A reference uses a secret that its writer need not know, so it takes more than writing connections. */
export function assertMayRefer(member: Member, { passwordReference }: Given): void {
  if (passwordReference === undefined || may(member, 'connection:refer')) return
  throw new SallyportError('DENIED', `Your role (${member.role}) may not use references to secrets`, {
    hint: 'Type the password, or ask an admin to save the connection.',
  })
}
