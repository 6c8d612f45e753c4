import { promisify } from 'node:util'
import { brotliCompress, brotliDecompress, constants } from 'node:zlib'
import { encodeSeal, type Seal } from '@sallyport/recording'
import { openBytes, sealBytes } from '@sallyport/secrets'

const compress = promisify(brotliCompress)
const decompress = promisify(brotliDecompress)

/** Rows shrink to a fifth at this quality; higher ones take ten times as long for little more. */
const QUALITY = 4

/** A segment as it is stored: brotli, then AES-256-GCM under the recording's key, bound to its seal. */
export async function packSegment(key: Buffer, seal: Seal, plaintext: Uint8Array): Promise<Buffer> {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: plaintext.length,
  }
  return sealBytes(key, await compress(plaintext, { params }), encodeSeal(seal))
}

/** The segment's bytes. Throws when it was changed, or is another one's. */
export async function unpackSegment(key: Buffer, seal: Seal, stored: Uint8Array): Promise<Buffer> {
  const packed = openBytes(key, stored, encodeSeal(seal))
  return decompress(packed, { maxOutputLength: seal.bytes })
}

/** A piece that waits to become part of a segment. */
export function packPiece(key: Buffer, sessionId: string, offset: number, plaintext: Uint8Array): Buffer {
  return sealBytes(key, plaintext, pieceContext(sessionId, offset))
}

export function unpackPiece(key: Buffer, sessionId: string, offset: number, sealed: Uint8Array): Buffer {
  return openBytes(key, sealed, pieceContext(sessionId, offset))
}

function pieceContext(sessionId: string, offset: number): Buffer {
  return Buffer.from(`recording-piece:${sessionId}:${offset}`)
}
