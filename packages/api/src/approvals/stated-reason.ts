const MAX_LENGTH = 500

/**
 * Why a client says that it does this: `/* reason: … *\/` or `-- reason: …` in the statement. The client's own word,
 * which nobody has checked.
 */
export function statedReason(statement: string): string | null {
  const [, inBlock] = /\/\*\s*reason:\s*([\s\S]{1,2000}?)\s*\*\//i.exec(statement) ?? []
  const [, inLine] = /--[ \t]*reason:[ \t]*(.{1,2000})$/im.exec(statement) ?? []
  const reason = (inBlock ?? inLine)?.trim()
  return reason ? reason.slice(0, MAX_LENGTH) : null
}
