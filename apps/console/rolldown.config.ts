import { defineConfig } from 'rolldown'

/** Left to Node: what Next loads too must be one copy, and Prisma finds its files beside itself. */
const EXTERNAL = ['next', 'pg', /^@prisma\//]

export default defineConfig({
  input: 'src/server.ts',
  platform: 'node',
  external: EXTERNAL,
  tsconfig: 'tsconfig.json',
  output: { dir: 'dist', format: 'esm', sourcemap: true, cleanDir: true },
})
