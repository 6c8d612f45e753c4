/** One JSON line on stderr. Callers pass no secrets; an error's text and stack stay here and never reach a client. */
export function logError(what: string, error: unknown, details: Readonly<Record<string, string>> = {}): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.stack : undefined
  console.error(
    JSON.stringify({ level: 'error', at: new Date().toISOString(), what, ...details, text, cause }),
  )
}
