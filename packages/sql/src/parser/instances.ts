import createModule from 'libpg-query/wasm/libpg-query.js'

/** The part of the WebAssembly module that we call. */
export interface PgQueryModule {
  readonly HEAPU8: Uint8Array
  lengthBytesUTF8(text: string): number
  stringToUTF8(text: string, pointer: number, maxBytes: number): void
  UTF8ToString(pointer: number): string
  getValue(pointer: number, type: 'i32'): number
  _malloc(bytes: number): number
  _free(pointer: number): void
  _wasm_parse_query_raw(text: number): number
  _wasm_parse_plpgsql(text: number): number
  _wasm_free_string(text: number): void
  _wasm_free_parse_result(result: number): void
  _wasm_scan(text: number): number
  _wasm_parse_plpgsql(text: number): number
  _wasm_free_string(text: number): void
}

/**
 * How many parsers are ready. One that failed is never used again, and making its successor is
 * asynchronous: what fails faster than this within one turn of the event loop finds none and is `unknown`.
 */
const READY = 3
const ready: PgQueryModule[] = []
let making: Promise<void> | undefined

/** Makes the parsers; once, before the first `analyse`. */
export async function loadParser(): Promise<void> {
  if (ready.length < READY) await replenish()
}

/** The parser to use now, or undefined when all were spent and their successors are not ready yet. */
export function currentInstance(): PgQueryModule | undefined {
  return ready[0]
}

/** False until `loadParser` has finished. */
export function isLoaded(): boolean {
  return making !== undefined
}

/** Takes a parser out of use: its memory may be damaged, or is larger than we want to keep. */
export function discardInstance(instance: PgQueryModule): void {
  const index = ready.indexOf(instance)
  if (index >= 0) ready.splice(index, 1)
  void replenish()
}

async function replenish(): Promise<void> {
  making = (making ?? Promise.resolve()).then(async () => {
    while (ready.length < READY) ready.push(await createModule({ print: ignore, printErr: ignore }))
  })
  await making
}

/** The parser's own chatter; its errors come back as values. */
function ignore(): void {}
