import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { policyFileSchema } from '@sallyport/api'
import { expect, it } from 'vitest'
import { root } from './root.mjs'

it('the published schema of policy files is what the console takes; else run: npm run schema', () => {
  const published: unknown = JSON.parse(readFileSync(join(root, 'docs/sallyport.schema.json'), 'utf8'))
  expect(published).toEqual(JSON.parse(JSON.stringify(policyFileSchema())))
})
