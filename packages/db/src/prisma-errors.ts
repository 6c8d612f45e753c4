/** What Prisma says of a failed statement: https://www.prisma.io/docs/orm/reference/error-reference */
const UNIQUE_VIOLATION = 'P2002'
/** No connection, no answer in time, closed by the server, no place in the pool or for a transaction. */
const UNAVAILABLE = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028'])

/** Did a unique constraint refuse the row? */
export function isUniqueViolation(error: unknown): boolean {
  return codeOf(error) === UNIQUE_VIOLATION
}

/** Is the database away or too busy, so that the same may succeed a moment later? */
export function isUnavailable(error: unknown): boolean {
  const code = codeOf(error)
  return code !== undefined && UNAVAILABLE.has(code)
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}
