import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { installedPostgres } from './postgres'
import { compare } from './run'
import { dumpRestore } from './suites/dump-restore'
import { pgbench } from './suites/pgbench'

const postgres = installedPostgres()
if (!postgres) console.log("Left out: PostgreSQL's own programs are not on this machine")

describe.skipIf(!postgres)("PostgreSQL's own programs", () => {
  it.each([pgbench, dumpRestore])(
    '$name does the same directly and through the gateway',
    { timeout: 600_000 },
    async (suite) => {
      if (!postgres) return
      const folder = await mkdtemp(join(tmpdir(), 'sallyport-programs-'))
      const { differences, direct, tests } = await compare(suite, {
        postgres,
        cache: folder,
        results: folder,
      })
      await rm(folder, { recursive: true })
      expect(differences).toEqual([])
      // The digest of the plain dump is no `ok`, and is the same on both sides.
      expect(tests - direct).toBeLessThanOrEqual(1)
      expect(tests).toBeGreaterThan(4)
    },
  )
})
