import { fileURLToPath } from 'node:url'
import { defineConfig } from 'prisma/config'

// The CLI insists on an executable schema engine even for `generate`, and would download one. Ours answers from
// the WebAssembly build of the same engine; whoever prefers the downloaded one sets the variable themselves.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= fileURLToPath(
  new URL('packages/db/scripts/schema-engine.mjs', import.meta.url),
)

const url = process.env.DATABASE_URL

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  ...(url && { datasource: { url } }),
})
