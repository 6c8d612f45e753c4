import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './root.mjs'

/** Stamps live with what they speak of: without node_modules there are none. */
const stamps = join(root, 'node_modules', '.sallyport')

/**
 * Does the work unless its inputs are what they were at its last success and its outputs are there.
 * Answers the line for the progress: undefined when it was done.
 */
export async function unlessUnchanged({ name, inputs, outputs, extra = '' }, work) {
  const stamp = join(stamps, name)
  const before = hashOf(inputs, extra)
  const known = existsSync(stamp) && readFileSync(stamp, 'utf8') === before
  if (known && outputs.every((path) => existsSync(join(root, path)))) return 'up to date'

  rmSync(stamp, { force: true })
  await work()
  mkdirSync(stamps, { recursive: true })
  writeFileSync(stamp, hashOf(inputs, extra))
  return undefined
}

function hashOf(inputs, extra) {
  const hash = createHash('sha256').update(extra)
  for (const input of inputs) {
    for (const path of filesUnder(input)) {
      hash.update(`\0${path}\0`).update(readFileSync(join(root, path)))
    }
  }
  return hash.digest('hex')
}

const SKIPPED = /^(node_modules|dist|generated|\.next.*|.*\.tsbuildinfo|next-env\.d\.ts|.*\.test\.tsx?)$/

function filesUnder(path) {
  if (!existsSync(join(root, path))) return []
  const entries = readEntries(path)
  if (!entries) return [path]
  return entries
    .filter(({ name }) => !SKIPPED.test(name))
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      const inside = `${path}/${entry.name}`
      return entry.isDirectory() ? filesUnder(inside) : [inside]
    })
}

function readEntries(path) {
  try {
    return readdirSync(join(root, path), { withFileTypes: true })
  } catch (error) {
    if (error.code === 'ENOTDIR') return null // a file
    throw error
  }
}
