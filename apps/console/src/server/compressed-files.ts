import { createReadStream, existsSync, readdirSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join, relative, sep } from 'node:path'

const PREFIX = '/_next/static/'
const TYPES: Readonly<Record<string, string>> = {
  js: 'application/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
}

/**
 * Serves the scripts and style sheets that the build compressed, a seventh smaller than Next does at each request.
 * Only files that were there at the start: no path is looked up that a client made. Answers whether it did.
 */
export function compressedFiles(
  folder: string,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  const files = new Map<string, string>()
  if (existsSync(folder)) {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !entry.name.endsWith('.br')) continue
      const file = join(entry.parentPath, entry.name)
      files.set(PREFIX + relative(folder, file).slice(0, -'.br'.length).split(sep).join('/'), file)
    }
  }
  return ({ method, url = '', headers }, response) => {
    const path = url.split('?')[0] ?? ''
    const file = method === 'GET' ? files.get(path) : undefined
    if (!file || !takesBrotli(headers['accept-encoding'])) return false
    response.writeHead(200, {
      'Content-Type': TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream',
      'Content-Encoding': 'br',
      'Cache-Control': 'public, max-age=31536000, immutable',
      Vary: 'Accept-Encoding',
    })
    const stream = createReadStream(file)
    stream.on('error', () => response.destroy())
    response.on('close', () => stream.destroy())
    stream.pipe(response)
    return true
  }
}

/** `br`, unless it is refused by a weight of nought. */
function takesBrotli(header: string | string[] | undefined): boolean {
  return String(header ?? '')
    .split(',')
    .some((each) => /^\s*br\s*(;\s*q=(?!0(\.0*)?\s*$)[\d.]+)?\s*$/i.test(each))
}
