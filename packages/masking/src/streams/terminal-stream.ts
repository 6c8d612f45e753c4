import { detect } from '../detectors/detect'
import type { Detection } from '../detectors/detection'
import { concat, type MaskStream } from './mask-stream'

const [BELL, BACKSPACE, LINE_FEED, RETURN, ESCAPE, STAR] = [0x07, 0x08, 0x0a, 0x0d, 0x1b, 0x2a]
/** Of a line without an end so much is held back. */
const LONGEST_LINE = 4_096
/** A longer control sequence is none that a terminal knows: it is masked like text. */
const LONGEST_SEQUENCE = 4_096
/** CSI … m: colours, which change nothing of what stands where. */
const COLOUR = 0x6d

type State = 'text' | 'escape' | 'intermediate' | 'csi' | 'string' | 'string-escape'

/**
 * What a terminal shows. Colours in the midst of a value are looked through; a value becomes as many stars as it has
 * characters, so that all else stays where it is on the screen, and control sequences stay as they were. A line ends at
 * a line feed, a return, a backspace or where the cursor is moved. What is drawn out of order is not put together.
 * States as in https://vt100.net/emu/dec_ansi_parser.
 */
export class TerminalStream implements MaskStream {
  private readonly detection: Detection
  private state: State = 'text'
  /** The line that is held back, with its sequences. */
  private raw: number[] = []
  /** Where in it the characters are that one sees. */
  private seen: number[] = []
  /** Where the sequence that is open begins. */
  private sequence = 0

  constructor(detection: Detection) {
    this.detection = detection
  }

  push(chunk: Uint8Array): Uint8Array {
    const masked: Uint8Array[] = []
    for (const byte of chunk) {
      this.raw.push(byte)
      this.step(byte, masked)
    }
    return concat(masked)
  }

  flush(): Uint8Array {
    const masked: Uint8Array[] = []
    if (this.state === 'text') this.endLine(this.raw.length, masked)
    return concat(masked)
  }

  private step(byte: number, masked: Uint8Array[]): void {
    if (this.state === 'text') return this.onText(byte, masked)
    if (byte === ESCAPE && this.state !== 'string') return this.begin()
    switch (this.state) {
      case 'escape':
        if (byte === 0x5b) this.state = 'csi'
        else if (byte === 0x5d || byte === 0x50 || byte === 0x58 || byte === 0x5e || byte === 0x5f)
          this.state = 'string'
        else if (byte >= 0x20 && byte <= 0x2f) this.state = 'intermediate'
        else this.endSequence(true, masked)
        return
      case 'intermediate':
        if (byte < 0x20 || byte > 0x2f) this.endSequence(false, masked)
        return
      case 'csi':
        if (byte >= 0x40 && byte <= 0x7e) this.endSequence(byte !== COLOUR, masked)
        else if (byte < 0x20 || this.raw.length - this.sequence > LONGEST_SEQUENCE)
          this.endSequence(true, masked)
        return
      case 'string':
        if (byte === BELL) this.endString(masked)
        else if (byte === ESCAPE) this.state = 'string-escape'
        else if (this.raw.length - this.sequence > LONGEST_SEQUENCE) this.endString(masked)
        return
      case 'string-escape':
        this.endString(masked)
    }
  }

  private onText(byte: number, masked: Uint8Array[]): void {
    if (byte === ESCAPE) return this.begin()
    if (byte === LINE_FEED || byte === RETURN || byte === BACKSPACE)
      return this.endLine(this.raw.length, masked)
    this.seen.push(this.raw.length - 1)
    if (this.seen.length >= LONGEST_LINE) this.endLine(this.raw.length, masked)
  }

  private begin(): void {
    this.sequence = this.raw.length - 1
    this.state = 'escape'
  }

  /** The cursor was moved: what comes next stands elsewhere. */
  private endSequence(isMove: boolean, masked: Uint8Array[]): void {
    this.state = 'text'
    if (isMove) this.endLine(this.raw.length, masked)
  }

  /** A title, a link: text of its own, which one sees elsewhere. */
  private endString(masked: Uint8Array[]): void {
    this.state = 'text'
    const { sequence } = this
    const inside = this.raw.slice(sequence)
    this.endLine(sequence, masked)
    this.raw = inside
    this.seen = inside.flatMap((byte, at) => (at > 1 && byte >= 0x20 ? [at] : []))
    this.endLine(inside.length, masked)
  }

  /** Masks the line up to `end` and lets it go. */
  private endLine(end: number, masked: Uint8Array[]): void {
    const { raw, seen } = this
    this.raw = raw.slice(end)
    this.seen = []
    if (end === 0) return
    const text = Uint8Array.from(seen, (at) => raw[at] ?? 0)
    const isGone = new Set<number>()
    for (const span of detect(text, this.detection)) {
      for (let at = span.start; at < span.end; at++) {
        const place = seen[at] ?? 0
        if (((text[at] ?? 0) & 0xc0) === 0x80) isGone.add(place)
        else raw[place] = STAR
      }
    }
    masked.push(Uint8Array.from(raw.slice(0, end).filter((_, at) => !isGone.has(at))))
  }
}
