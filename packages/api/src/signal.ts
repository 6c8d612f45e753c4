const NEVER = new AbortController().signal

/** tRPC leaves the signal out when a procedure is called without a request. */
export function orNever(signal: AbortSignal | undefined): AbortSignal {
  return signal ?? NEVER
}
