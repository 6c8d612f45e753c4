/**
 * Masks by content what comes in pieces. However the input is cut into chunks, the output is the same: what could be
 * the begin of a value is held back until it is known. Chunks are not kept; what `push` returns is the caller's.
 */
export interface MaskStream {
  /** What can be said by now, masked. */
  push(chunk: Uint8Array): Uint8Array
  /** The rest, when nothing more comes; or, of a terminal, when somebody waits for what is there. */
  flush(): Uint8Array
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts
  if (first && parts.length === 1) return first
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
