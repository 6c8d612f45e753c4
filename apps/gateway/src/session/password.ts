import { open, resolveReference, type SecretSources } from '@sallyport/secrets'

export interface SealedPassword {
  /** Base64. */
  readonly sealedPassword: string
  /** What is sealed says where the password is. */
  readonly isReference: boolean
}

/** The password itself. Nothing keeps it but the session that needs it. */
export type OpenPassword = (sealed: SealedPassword, context: string) => Promise<string>

/** Nobody but a gateway opens what was sealed, or resolves a reference. */
export function passwordOpener(masterKey: Buffer, sources: SecretSources): OpenPassword {
  return async ({ sealedPassword, isReference }, context) => {
    const opened = open(masterKey, Buffer.from(sealedPassword, 'base64'), context)
    return isReference ? resolveReference(opened, sources) : opened
  }
}
