import { defineConfig } from 'rolldown'

/** Left to Node: what Next loads too must be one copy, and Prisma and the parser find their files beside themselves. */
const EXTERNAL = ['next', 'pg', /^@prisma\//, /^libpg-query/]

export default defineConfig({
  input: 'src/server.ts',
  platform: 'node',
  external: EXTERNAL,
  tsconfig: 'tsconfig.json',
  output: { dir: 'dist', format: 'esm', sourcemap: true, cleanDir: true },
})
