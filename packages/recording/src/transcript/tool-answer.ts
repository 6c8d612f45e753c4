/** A part of what a tool of an MCP server answered, as a player shows it. */
export interface ToolPart {
  readonly kind: 'part'
  /** What it is: 'text', 'structured content', 'image (image/png)'. */
  readonly label: string
  readonly text: string
  /** The tool says that it failed. */
  readonly isError: boolean
}

type Json = Readonly<Record<string, unknown>>
const decoder = new TextDecoder()

/** Reads one recorded `CallToolResult`. What is none is shown as the text that it is. */
export function readToolAnswer(payload: Uint8Array): readonly ToolPart[] {
  const text = decoder.decode(payload)
  const answer = parse(text)
  if (!answer) return [{ kind: 'part', label: 'unreadable answer', text, isError: true }]
  const isError = answer['isError'] === true
  const part = (label: string, shown: string): ToolPart => ({
    kind: 'part',
    label: isError ? `${label}, an error` : label,
    text: shown,
    isError,
  })
  const { content, structuredContent } = answer
  const blocks = Array.isArray(content) ? content.filter(isObject) : []
  const structured = isObject(structuredContent) ? JSON.stringify(structuredContent, null, 2) : null
  return [
    ...(structured === null ? [] : [part('structured content', structured)]),
    ...blocks.filter((block) => !repeats(block, structuredContent)).map((block) => part(...show(block))),
  ]
}

function show(block: Json): [string, string] {
  const { type, text, mimeType, data, uri, resource } = block
  if (type === 'text' && typeof text === 'string') return ['text', text]
  if ((type === 'image' || type === 'audio') && typeof data === 'string')
    return [`${type} (${String(mimeType)})`, `${Math.floor((data.length * 3) / 4)} bytes`]
  if (type === 'resource_link') return ['link', String(uri)]
  if (type === 'resource' && isObject(resource)) {
    const shown = resource['text']
    return [`resource ${String(resource['uri'])}`, typeof shown === 'string' ? shown : 'a file']
  }
  return [String(type), JSON.stringify(block, null, 2)]
}

/** Servers send structured content as text too, for clients that know no other. */
function repeats({ type, text }: Json, structuredContent: unknown): boolean {
  if (type !== 'text' || typeof text !== 'string' || structuredContent === undefined) return false
  const parsed = parse(text)
  return parsed !== null && JSON.stringify(parsed) === JSON.stringify(structuredContent)
}

function parse(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
