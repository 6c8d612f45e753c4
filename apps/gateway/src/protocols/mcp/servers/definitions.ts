import { createHash } from 'node:crypto'
import type { Tool } from '@modelcontextprotocol/client'
import type { PinnedTool, ToolDefinition } from '@sallyport/core'

export const MAX_TOOLS = 200
/** Of one definition, in characters of its JSON. */
const MAX_CHARACTERS = 64 * 1024
const NAME = /^[A-Za-z0-9_./-]{1,128}$/
/** What nobody who reads a description would see: control characters, and those that only steer others. */
const INVISIBLE = /(?![\n\t])[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\p{Zl}\p{Zp}]/gu

/** Tools as a server describes them, and what of them cannot be used. */
export interface ReadTools {
  readonly tools: readonly PinnedTool[]
  readonly problem: string | null
}

/**
 * What is kept of a server's list: at most 200 tools, each with a hash of all that it says of itself. What is shown, to
 * people and to models alike, is without the characters that people would not see; the hash is of them too.
 */
export function toPinnedTools(listed: readonly Tool[]): ReadTools {
  const byName = new Map<string, PinnedTool>()
  for (const tool of listed) {
    const pinned = toPinnedTool(tool)
    if (pinned && !byName.has(tool.name) && byName.size < MAX_TOOLS) byName.set(tool.name, pinned)
  }
  const left = listed.length - byName.size
  const problem =
    left > 0 ? `${left} of its tools cannot be used: a name twice, or not of letters, or too much text` : null
  return { tools: [...byName.values()], problem }
}

function toPinnedTool({
  name,
  title,
  description,
  inputSchema,
  outputSchema,
  annotations,
}: Tool): PinnedTool | null {
  const said = { name, title, description, inputSchema, outputSchema, annotations }
  const text = canonicalJson(said)
  if (!NAME.test(name) || text.length > MAX_CHARACTERS) return null
  const hash = createHash('sha256').update(text).digest('hex')
  const definition = JSON.parse(JSON.stringify(said), (_, value: unknown) =>
    typeof value === 'string' ? value.replaceAll(INVISIBLE, '') : value,
  ) as ToolDefinition
  return { hash, definition }
}

/** JSON with its keys in order, so that the same is always the same text. */
export function canonicalJson(value: unknown, indent = 0): string {
  return JSON.stringify(value, (_, each: unknown) => (isObject(each) ? sorted(each) : each), indent)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function sorted(object: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).sort(([one], [other]) => (one < other ? -1 : 1)))
}
