/** One message: type, length, body. The parts are copied. */
export function message(type: string, ...parts: readonly (Buffer | string)[]): Buffer {
  const body = parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part))
  const size = body.reduce((total, part) => total + part.length, 5)
  const frame = Buffer.allocUnsafe(size)
  frame.write(type, 'latin1')
  frame.writeUInt32BE(size - 1, 1)
  let at = 5
  for (const part of body) at += part.copy(frame, at)
  return frame
}

/** Signed or unsigned: the bytes are the same. */
export function int16(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(2)
  bytes.writeUInt16BE(value & 0xffff)
  return bytes
}

/** Signed or unsigned: the bytes are the same. */
export function int32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4)
  bytes.writeInt32BE(value | 0)
  return bytes
}

/** The text with the NUL that ends it. A NUL inside would end it early, so it is left out. */
export function cstring(text: string): string {
  return `${text.replaceAll('\0', '')}\0`
}
