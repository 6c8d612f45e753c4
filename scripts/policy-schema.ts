import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { policyFileSchema } from '@sallyport/api'
import { root } from './root.mjs'

// Writes the published JSON Schema of policy files. A test compares it with the code.
writeFileSync(join(root, 'docs/sallyport.schema.json'), `${JSON.stringify(policyFileSchema(), null, 2)}\n`)
