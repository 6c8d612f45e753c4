import { isUniqueViolation } from '@sallyport/db'
import { FieldError } from './errors'

/** Runs a change whose only unique constraint is the name, null where it is not at hand; a collision is said in words. */
export async function orNameTaken<Result>(
  what: string,
  name: string | null,
  change: Promise<Result>,
): Promise<Result> {
  try {
    return await change
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    const named = name === null ? 'of that name' : `named “${name}”`
    throw new FieldError('CONFLICT', 'name', `There is ${what} ${named} already`)
  }
}
