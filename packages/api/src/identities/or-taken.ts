import { isUniqueViolation, type Tx } from '@sallyport/db'
import { FieldError } from '../errors'

interface Taken {
  readonly organizationId: string
  readonly name: string | undefined
  readonly email?: string | null
}

/** Runs a change of an identity; when its name or e-mail is another's, says which. */
export async function orTaken<Result>(tx: Tx, who: Taken, change: Promise<Result>): Promise<Result> {
  try {
    return await change
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    const { organizationId, name, email } = who
    const holder =
      email && (await tx.identity.findFirst({ where: { organizationId, email }, select: { id: true } }))
    if (holder)
      throw new FieldError('CONFLICT', 'email', `There is somebody with the e-mail ${email} already`)
    throw new FieldError('CONFLICT', 'name', `There is somebody named “${name ?? ''}” already`)
  }
}
