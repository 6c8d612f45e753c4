declare module 'libpg-query/wasm/libpg-query.js' {
  import type { PgQueryModule } from './instances'

  /** Emscripten's factory: each call makes a parser with memory of its own. */
  const createModule: (options: {
    print: (line: string) => void
    printErr: (line: string) => void
  }) => Promise<PgQueryModule>
  export default createModule
}
