import { mkdirSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { root } from '../scripts/root.mjs'
import type { Machine } from './machine'
import type { StoredSize } from './stored-size'
import type { Result } from './tables'

export interface Results {
  readonly startedAt: Date
  readonly seconds: number
  readonly rounds: number
  readonly tls: boolean
  readonly machine: Machine
  readonly results: readonly Result[]
  readonly stored: StoredSize
}

const directory = join(root, 'bench', 'results')

/** Writes every sample to a file of its own; answers its path below the repository's root. */
export function saveResults(results: Results): string {
  mkdirSync(directory, { recursive: true })
  const name = results.startedAt.toISOString().replace(/[:.]/g, '-')
  const file = join(directory, `${name}.json`)
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`)
  return relative(root, file)
}
