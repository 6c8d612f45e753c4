import { isUniqueViolation } from '@sallyport/db'
import { FieldError } from './errors'

/** Runs a change whose only unique constraint is the name; a collision is said in words. */
export async function orNameTaken<Result>(
  what: string,
  name: string,
  change: Promise<Result>,
): Promise<Result> {
  try {
    return await change
  } catch (error) {
    if (isUniqueViolation(error))
      throw new FieldError('CONFLICT', 'name', `There is ${what} named “${name}” already`)
    throw error
  }
}
