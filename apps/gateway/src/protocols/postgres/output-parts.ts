import type { MaskedOutput, StatementEnd } from '../../session/run'

interface Part {
  readonly statement: number
  buffers: Buffer[]
  rows: number
  masked: number
  end: StatementEnd | null
}

/** Gathers messages for the client, by statement and in order. Messages that lie side by side are not copied. */
export class OutputParts {
  private parts: Part[] = []

  add(statement: number, message: Buffer, masked = 0): void {
    const part = this.partFor(statement)
    const last = part.buffers.at(-1)
    if (last && last.buffer === message.buffer && last.byteOffset + last.length === message.byteOffset) {
      const joined = Buffer.from(last.buffer, last.byteOffset, last.length + message.length)
      part.buffers[part.buffers.length - 1] = joined
    } else {
      part.buffers.push(message)
    }
    if (message[0] === 0x44) part.rows += 1
    part.masked += masked
  }

  end(statement: number, end: StatementEnd): void {
    this.partFor(statement).end = end
  }

  take(): MaskedOutput[] {
    const parts = this.parts
    this.parts = []
    return parts.map(({ statement, buffers, rows, masked, end }) => {
      const [only] = buffers
      const bytes = buffers.length === 1 && only ? only : Buffer.concat(buffers)
      return { statement, bytes, rows, masked, end }
    })
  }

  private partFor(statement: number): Part {
    const last = this.parts.at(-1)
    if (last && last.statement === statement && last.end === null) return last
    const part: Part = { statement, buffers: [], rows: 0, masked: 0, end: null }
    this.parts.push(part)
    return part
  }
}
