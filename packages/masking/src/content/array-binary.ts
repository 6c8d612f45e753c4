/** An array without dimensions, without NULLs, of this element type. */
export function emptyBinaryArray(elementOid: number): Uint8Array {
  const empty = new Uint8Array(12)
  new DataView(empty.buffer).setUint32(8, elementOid)
  return empty
}

/** MAXDIM in the PostgreSQL source. */
const MOST_DIMENSIONS = 6
const HEADER = 12
const DIMENSION = 8

/**
 * Masks the elements of an array in PostgreSQL's binary form. Returns the same bytes when no element
 * changes, and an empty array when they are malformed: what cannot be read is not sent.
 */
export function maskBinaryArray(
  bytes: Uint8Array,
  elementOid: number,
  mask: (element: Uint8Array, typeOid: number) => Uint8Array,
): Uint8Array {
  const elements = readElements(bytes)
  if (!elements) return emptyBinaryArray(elementOid)
  const masked = elements.values.map((value) => value && mask(value, elements.typeOid))
  if (masked.every((value, index) => value === elements.values[index])) return bytes

  const header = bytes.subarray(0, elements.start)
  const written = new Uint8Array(masked.reduce((sum, value) => sum + 4 + (value?.length ?? 0), header.length))
  const view = new DataView(written.buffer)
  written.set(header)
  let at = header.length
  for (const value of masked) {
    view.setInt32(at, value?.length ?? -1)
    at += 4
    if (value) written.set(value, at)
    at += value?.length ?? 0
  }
  return written
}

interface Elements {
  readonly typeOid: number
  /** Where the first element begins. */
  readonly start: number
  readonly values: readonly (Uint8Array | null)[]
}

function readElements(bytes: Uint8Array): Elements | null {
  if (bytes.length < HEADER) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const dimensions = view.getInt32(0)
  if (dimensions < 0 || dimensions > MOST_DIMENSIONS) return null
  const start = HEADER + dimensions * DIMENSION
  if (start > bytes.length) return null

  let count = dimensions === 0 ? 0 : 1
  for (let at = HEADER; at < start; at += DIMENSION) {
    count *= view.getInt32(at)
    if (count < 0 || count > bytes.length) return null
  }

  const values: (Uint8Array | null)[] = []
  let at = start
  for (let left = count; left > 0; left--) {
    if (bytes.length - at < 4) return null
    const length = view.getInt32(at)
    at += 4
    if (length < -1 || length > bytes.length - at) return null
    values.push(length === -1 ? null : bytes.subarray(at, at + length))
    at += Math.max(length, 0)
  }
  return at === bytes.length ? { typeOid: view.getUint32(8), start, values } : null
}
