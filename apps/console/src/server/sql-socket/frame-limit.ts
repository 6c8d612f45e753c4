const HEADER_BYTES = 5

/**
 * Follows the frames of PostgreSQL's protocol and says when one is longer than it may be, before anybody keeps it.
 * Chunks are looked at, never copied.
 */
export class FrameLimit {
  private readonly maxBytes: number
  private readonly header = Buffer.alloc(HEADER_BYTES)
  private headerBytes = 0
  /** What is still to come of the frame's body. */
  private left = 0

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes
  }

  /** Whether all frames that begin in the chunk are short enough. */
  allows(chunk: Buffer): boolean {
    for (let at = 0; at < chunk.length; ) {
      if (this.left > 0) {
        const skipped = Math.min(this.left, chunk.length - at)
        this.left -= skipped
        at += skipped
        continue
      }
      const taken = chunk.copy(this.header, this.headerBytes, at, at + HEADER_BYTES - this.headerBytes)
      this.headerBytes += taken
      at += taken
      if (this.headerBytes < HEADER_BYTES) return true
      this.headerBytes = 0
      const length = this.header.readUInt32BE(1)
      if (length < 4 || length > this.maxBytes) return false
      this.left = length - 4
    }
    return true
  }
}
