import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { type Document, isNode, isPair, LineCounter, parseDocument } from 'yaml'
import { CommandError, EXIT, type Problem } from './exit'

/** Aliases may not blow a small file up. */
const MAX_ALIASES = 100

/** A policy file as it was read: its content, and where in it each field is. */
export interface PolicySource {
  readonly name: string
  readonly content: unknown
  /** The problem with its line and column, or those of the nearest field around it. */
  locate(field: string, message: string): Problem
}

export async function readPolicyFile(path: string): Promise<PolicySource> {
  const name = path === '-' ? 'standard input' : path
  return parsePolicy(name, path === '-' ? await text(process.stdin) : await read(path))
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch {
    throw new CommandError(EXIT.usage, `${path} cannot be read.`)
  }
}

export function parsePolicy(name: string, source: string): PolicySource {
  const lines = new LineCounter()
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false, uniqueKeys: true })
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return { file: name, line, column: col }
  }
  if (document.errors.length > 0)
    throw invalid(document.errors.map(({ message, pos }) => ({ ...at(pos[0]), message })))
  return {
    name,
    content: toContent(name, document),
    locate: (field, message) => ({ ...at(offsetOf(document, field)), field, message }),
  }
}

function toContent(name: string, document: Document.Parsed): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES })
  } catch (error) {
    throw new CommandError(
      EXIT.usage,
      `${name}: ${error instanceof Error ? error.message : 'cannot be read'}`,
    )
  }
}

/** Of the field's key where it has one: that is where the eye looks for it. */
function offsetOf(document: Document.Parsed, field: string): number {
  const path = field.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part))
  for (let length = path.length; length > 0; length--) {
    const parent = document.getIn(path.slice(0, length - 1), true) ?? document.contents
    const key = path[length - 1]
    const pairs: readonly unknown[] =
      isNode(parent) && 'items' in parent && Array.isArray(parent.items) ? parent.items : []
    const found =
      typeof key === 'number' ? pairs[key] : pairs.find((pair) => isPair(pair) && String(pair.key) === key)
    const node = isPair(found) ? found.key : found
    if (isNode(node) && node.range) return node.range[0]
  }
  return 0
}

/** All that is wrong with a file, one line each, as compilers say it. */
export function invalid(problems: readonly Problem[]): CommandError {
  const lines = problems.map(({ file, line, column, field, message }) => {
    const where = [file, line, column].filter((part) => part !== undefined).join(':')
    return `${where}: ${field ? `${field}: ` : ''}${message}`
  })
  return new CommandError(EXIT.usage, lines.join('\n'), problems)
}
