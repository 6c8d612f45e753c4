/** A row of numbers that look random and are the same every time (mulberry32). */
export function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

const WORDS =
  'the of ready order shipped blue chair table wooden lamp invoice paid open closed pending review server error timeout retry north south west garden kitchen small large new used return refund customer note call office mobile token key secret garden price total item stock colour weight batch lot serial number reference version release build deploy region zone shelf row box'.split(
    ' ',
  )

/** Cells as ordinary tables have them, none of which is anybody's: what is found in them is found wrongly. */
export function cleanCells(count: number, seed = 1): string[] {
  const next = numbers(seed)
  const below = (limit: number) => Math.floor(next() * limit)
  const digits = (length: number) =>
    Array.from({ length }, (_, at) => (at === 0 ? 1 + below(9) : below(10))).join('')
  const hex = (length: number) => Array.from({ length }, () => below(16).toString(16)).join('')
  const letters = (length: number) =>
    Array.from({ length }, () => String.fromCharCode(65 + below(26))).join('')
  const words = (length: number) => Array.from({ length }, () => WORDS[below(WORDS.length)]).join(' ')
  const two = (value: number) => String(value).padStart(2, '0')
  const date = () => `${2000 + below(27)}-${two(1 + below(12))}-${two(1 + below(28))}`
  const time = () => `${two(below(24))}:${two(below(60))}:${two(below(60))}`
  const KINDS: readonly (() => string)[] = [
    () => words(1 + below(12)),
    () => `${words(2)} ${below(1000)} ${words(3)}`,
    date,
    () => `${date()} ${time()}`,
    () => `${date()}T${time()}.${digits(3)}Z`,
    time,
    () => `${below(10_000)}.${two(below(100))}`,
    () => `$${below(9)},${String(below(1000)).padStart(3, '0')}.${two(below(100))}`,
    () => String(below(100_000)),
    () => digits(4 + below(5)),
    () => `${1_600_000_000 + below(200_000_000)}`,
    () => `${1_600_000_000_000 + below(200_000_000_000)}`,
    () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
    () => hex(32),
    () => hex(40),
    () => `${letters(3)}-${digits(5)}`,
    () => `${letters(2)}${digits(6)}`,
    () => `SKU${digits(4)}-${letters(2)}`,
    () => `v${below(10)}.${below(30)}.${below(100)}`,
    () => `${below(10)}.${below(30)}.${below(100)}-beta.${below(9)}`,
    () => `https://shop.example/items/${digits(6)}?page=${below(20)}`,
    () => `/var/lib/${words(1)}/${words(1)}-${digits(4)}.log`,
    () => `${next() * 180 - 90},${next() * 360 - 180}`,
    () => `${letters(1)}${words(1).slice(1)} ${letters(1)}. ${words(1)}`,
    () =>
      `{"id": ${below(100_000)}, "state": "${words(1)}", "at": "${date()}T${time()}Z", "ratio": ${next()}}`,
    () => `[${below(100)}, ${below(100)}, ${below(100)}]`,
    () => `${digits(1)} x ${digits(2)} x ${digits(2)} cm`,
    () => `ISBN 978-${digits(1)}-${digits(4)}-${digits(4)}-${digits(1)}`,
    () => `#${hex(6)}`,
    () => `${words(1)}::${words(1)}`,
    () => `${date().slice(0, 7)} Q${1 + below(4)}, lot ${digits(6)}`,
    () => `${words(3)}: ${words(4)}`,
  ]
  return Array.from({ length: count }, () => KINDS[below(KINDS.length)]?.() ?? '')
}
