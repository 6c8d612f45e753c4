/** Strings become bytes in this one place, and only for values that are being masked. */
const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

export const encodeText = (text: string): Uint8Array => encoder.encode(text)
export const decodeText = (bytes: Uint8Array): string => decoder.decode(bytes)

/** What stands where a value stood. No detector finds anything in it. */
export const REDACTED = '***'
