/**
 * The functions by which clients reach large objects with FunctionCall messages: libpq's lo_… functions and
 * JDBC's LargeObject use no other way. Their OIDs are fixed in pg_proc.dat. No other function is called by message.
 */
const FUNCTIONS: ReadonlyMap<number, readonly [name: string, ...types: number[]]> = new Map([
  [715, ['lo_create', 26]],
  [764, ['lo_import', 25]],
  [765, ['lo_export', 26, 25]],
  [767, ['lo_import', 25, 26]],
  [952, ['lo_open', 26, 23]],
  [953, ['lo_close', 23]],
  [954, ['loread', 23, 23]],
  [955, ['lowrite', 23, 17]],
  [956, ['lo_lseek', 23, 23, 23]],
  [957, ['lo_creat', 23]],
  [958, ['lo_tell', 23]],
  [964, ['lo_unlink', 26]],
  [1004, ['lo_truncate', 23, 23]],
  [3170, ['lo_lseek64', 23, 20, 23]],
  [3171, ['lo_tell64', 23]],
  [3172, ['lo_truncate64', 23, 20]],
])

/** The SELECT that a FunctionCall stands for, by which it is decided. */
export interface CalledFunction {
  readonly text: string
  readonly parameterTypes: readonly number[]
}

/** Null: it is not called by message. */
export function calledFunction(oid: number, parameters: number): CalledFunction | null {
  const [name, ...types] = FUNCTIONS.get(oid) ?? []
  if (name === undefined || types.length !== parameters) return null
  const places = types.map((_, at) => `$${at + 1}`)
  return { text: `select pg_catalog.${name}(${places.join(', ')})`, parameterTypes: types }
}
