import type { CallToolResult, ContentBlock } from '@modelcontextprotocol/client'
import { SallyportError, type ToolDefinition } from '@sallyport/core'
import type { Masker } from '../../../session/masker'
import { fitSchema } from './fit-schema'
import { isObject, type Json, parseDocument } from './json'
import { AnswerMasker } from './mask-json'
import { checkerOf } from './schemas'

export interface MaskedAnswer {
  readonly answer: CallToolResult
  readonly masked: number
}

interface Asked {
  readonly resource: string
  readonly definition: ToolDefinition
  /** Images, sounds and files go through as they are. */
  readonly passesFiles: boolean
  /** What the gateway itself gives the server, and nobody else is to see. */
  readonly secrets: readonly string[]
}

/** What one answer holds at most, in bytes of its JSON: a model reads no more either. */
export const MAX_ANSWER_BYTES = 1024 * 1024
const MAX_PARTS = 1_000
/** A shorter word of a secret stands in other texts too. */
const SHORTEST_SECRET = 8
/** They steer terminals and hide from detectors; an agent needs none of them. */
const CONTROL =
  /(?![\n\r\t])[\p{Cc}\u{e0000}-\u{e007f}\u{200b}\u{2060}\u{feff}\u{202a}-\u{202e}\u{2066}-\u{2069}]/gu

/**
 * What a client may see of a tool's answer. Only what is known of the protocol goes on, masked; structured content fits
 * the tool's schema as before. Throws MASKING_FAILED when it cannot be made to, and LIMIT_EXCEEDED.
 */
export function maskAnswer(result: CallToolResult, masker: Masker, asked: Asked): MaskedAnswer {
  const { definition } = asked
  assertSize(result)
  const masks = new AnswerMasker(masker, asked.resource)
  for (const part of secretParts(asked.secrets)) masks.hide(part)
  const structured = result.structuredContent as Json | undefined
  const plain = structured === undefined ? undefined : stripped(structured)
  const masked = plain === undefined ? undefined : fitted(masks.json(plain), plain, result, definition)
  const blocks = result.content.slice(0, MAX_PARTS)
  const documents = blocks.map((block) => (block.type === 'text' ? parseDocument(block.text) : undefined))
  // Before other texts, which may repeat what a rule masks in these.
  const written = documents.map((document) => (document === undefined ? null : rewritten(document, masks)))
  const answer: CallToolResult = {
    content: blocks.map((block, at) => toBlock(block, written[at] ?? null, masks, asked.passesFiles)),
    ...(isObject(masked) && { structuredContent: masked }),
    ...(result.isError === true && { isError: true }),
  }
  assertSize(answer)
  return { answer, masked: masks.masked }
}

function assertSize(answer: CallToolResult): void {
  if (Buffer.byteLength(JSON.stringify(answer)) <= MAX_ANSWER_BYTES) return
  throw new SallyportError('LIMIT_EXCEEDED', 'the tool’s answer is larger than 1 MB', {
    hint: 'Ask for less of it. The tool has run.',
  })
}

/** `Bearer abc` is also `abc`. The longest first, since they hold the others. */
function secretParts(secrets: readonly string[]): readonly string[] {
  return [...new Set(secrets.flatMap((secret) => [secret, ...secret.split(/\s+/)]))]
    .filter((part) => part.length >= SHORTEST_SECRET)
    .toSorted((one, other) => other.length - one.length)
}

function fitted(
  masked: Json,
  before: Json,
  { isError }: CallToolResult,
  { outputSchema }: ToolDefinition,
): Json {
  if (outputSchema === undefined) return masked
  const fits = fitSchema(masked, before, outputSchema as Json, outputSchema as Json)
  const check = checkerOf(outputSchema)
  if (isError === true || (check && check(fits) === null)) return fits
  throw new SallyportError(
    'MASKING_FAILED',
    'the tool’s answer cannot be shown: masked, it does not fit the tool’s schema',
    {
      hint: 'The tool has run. What may not be seen has a place in the schema that takes no mask.',
    },
  )
}

/** The text of a document in which something is masked; null: nothing that a rule names is in it. */
function rewritten(document: Json, masks: AnswerMasker): string | null {
  const plain = stripped(document)
  const masked = masks.json(plain)
  return JSON.stringify(masked) === JSON.stringify(document) ? null : JSON.stringify(masked, null, 2)
}

function toBlock(
  block: ContentBlock,
  written: string | null,
  masks: AnswerMasker,
  passesFiles: boolean,
): ContentBlock {
  const text = (value: string) => masks.text(value.replaceAll(CONTROL, ''))
  const withheld = (what: string) => ({
    type: 'text' as const,
    text: `(${what} was withheld: it cannot be masked)`,
  })
  switch (block.type) {
    case 'text':
      return { type: 'text', text: written ?? text(block.text) }
    case 'image':
    case 'audio':
      if (!passesFiles) return withheld(block.type === 'image' ? 'an image' : 'a sound')
      return { type: block.type, data: block.data, mimeType: text(block.mimeType) }
    case 'resource_link': {
      const { uri, name, description, mimeType } = block
      return {
        type: 'resource_link',
        uri: text(uri),
        name: text(name),
        ...(description !== undefined && { description: text(description) }),
        ...(mimeType !== undefined && { mimeType: text(mimeType) }),
      }
    }
    case 'resource': {
      const { resource } = block
      const { uri, mimeType } = resource
      const about = { uri: text(uri), ...(mimeType !== undefined && { mimeType: text(mimeType) }) }
      if ('text' in resource) {
        const document = parseDocument(resource.text)
        const masked = document === undefined ? null : rewritten(document, masks)
        return { type: 'resource', resource: { ...about, text: masked ?? text(resource.text) } }
      }
      if (!passesFiles) return withheld('a file')
      return { type: 'resource', resource: { ...about, blob: resource.blob } }
    }
    default:
      return withheld('a part of an unknown kind')
  }
}

function stripped(value: Json): Json {
  return JSON.parse(JSON.stringify(value), (_, each: unknown) =>
    typeof each === 'string' ? each.replaceAll(CONTROL, '') : each,
  ) as Json
}
