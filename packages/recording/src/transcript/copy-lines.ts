import { showHex } from './cell'

/** Joins the data of a COPY into lines: a line may be spread over messages, a message may hold many lines. */
export class CopyLines {
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  readonly #binary: boolean
  #rest = ''

  constructor(binary: boolean) {
    this.#binary = binary
  }

  push(data: Uint8Array): readonly string[] {
    if (this.#binary) return [showHex(data)]
    const text = this.#decoder.decode(data, { stream: true })
    if (!text.includes('\n')) {
      this.#rest += text
      return []
    }
    const lines = (this.#rest + text).split('\n')
    this.#rest = lines.pop() ?? ''
    return lines
  }

  /** What is left when the data ends without a line end. */
  end(): readonly string[] {
    const rest = this.#rest + this.#decoder.decode()
    this.#rest = ''
    return rest === '' ? [] : [rest]
  }
}
