/** What Prisma says of a failed statement: https://www.prisma.io/docs/orm/reference/error-reference */
const UNIQUE_VIOLATION = 'P2002'
const FOREIGN_KEY_VIOLATION = 'P2003'
const ROW_MISSING = 'P2025'

/** Did a unique constraint refuse the row? */
export function isUniqueViolation(error: unknown): boolean {
  return codeOf(error) === UNIQUE_VIOLATION
}

/** Does the row name something that is not there, or is something there that names the row? */
export function isForeignKeyViolation(error: unknown): boolean {
  return codeOf(error) === FOREIGN_KEY_VIOLATION
}

/** Is a row that was to be changed or connected not there? */
export function isRowMissing(error: unknown): boolean {
  return codeOf(error) === ROW_MISSING
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}
