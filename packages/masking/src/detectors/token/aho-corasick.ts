/** Finds many words in one pass, whatever their number: Aho and Corasick, 1975, as a table of states by byte. */
export class AhoCorasick {
  private readonly next: Int32Array
  private readonly word: Int16Array
  /** Bytes by what they do: those of no word share class 0. */
  private readonly classes = new Uint8Array(256)
  private readonly width: number

  constructor(words: readonly Uint8Array[]) {
    let count = 1
    for (const byte of words.flatMap((word) => [...word])) {
      if (this.classes[byte] === 0) this.classes[byte] = count++
    }
    this.width = count
    const states = words.reduce((sum, word) => sum + word.length, 1)
    this.next = new Int32Array(states * count)
    this.word = new Int16Array(states).fill(-1)
    this.link(this.grow(words))
  }

  /** The trie: 0 is the root and, as a child, none. */
  private grow(words: readonly Uint8Array[]): number {
    let size = 1
    for (const [index, word] of words.entries()) {
      let state = 0
      for (const byte of word) {
        const at = state * this.width + (this.classes[byte] ?? 0)
        if (this.next[at] === 0) this.next[at] = size++
        state = this.next[at] ?? 0
      }
      this.word[state] = index
    }
    return size
  }

  /** Where a word cannot go on, the state of the longest word that ends here, computed breadth first. */
  private link(size: number): void {
    const fail = new Int32Array(size)
    const queue: number[] = []
    for (let byte = 1; byte < this.width; byte++) if (this.next[byte]) queue.push(this.next[byte] ?? 0)
    for (let index = 0; index < queue.length; index++) {
      const state = queue[index] ?? 0
      const back = (fail[state] ?? 0) * this.width
      for (let byte = 1; byte < this.width; byte++) {
        const at = state * this.width + byte
        const child = this.next[at] ?? 0
        const other = this.next[back + byte] ?? 0
        if (child === 0) {
          this.next[at] = other
          continue
        }
        fail[child] = other
        if (this.word[child] === -1) this.word[child] = this.word[other] ?? -1
        queue.push(child)
      }
    }
  }

  /** Calls with the index of each word that is found and where it ends. */
  find(bytes: Uint8Array, found: (word: number, end: number) => void): void {
    const { next, word, classes, width } = this
    let state = 0
    for (let at = 0; at < bytes.length; at++) {
      state = next[state * width + (classes[bytes[at] ?? 0] ?? 0)] ?? 0
      if (state !== 0 && (word[state] ?? -1) >= 0) found(word[state] ?? 0, at + 1)
    }
  }
}
