import { defineConfig } from 'rolldown'

export default defineConfig({
  // the worker is a program of its own, which is found beside the other
  input: { main: 'src/main.ts', 'analysis-worker': 'src/analysis/analysis-worker.ts' },
  platform: 'node',
  // The parser reads its WebAssembly from a file beside its own code.
  external: [/^libpg-query/],
  output: { dir: 'dist', format: 'esm', entryFileNames: '[name].js', sourcemap: true, cleanDir: true },
})
