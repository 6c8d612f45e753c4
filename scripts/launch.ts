import { launch } from './launch/launch'
import { settings } from './launch/settings.mjs'
import { progress } from './progress.mjs'
import { PlainError } from './run.mjs'

// Starts the product without installing or building first: for the tests, and for who has just built.

launch({ ...settings(), resetDemo: false, say: progress(2) }).then(
  (code) => process.exit(code),
  (error: unknown) => {
    const words =
      error instanceof PlainError ? error.message : error instanceof Error ? error.stack : String(error)
    process.stderr.write(`\n${words}\n`)
    process.exit(1)
  },
)
