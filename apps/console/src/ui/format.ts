const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** `12 ms`, `3.4 s`, `5 min 2 s`, `2 h 10 min`, `3 d 4 h`: two units at most. */
export function formatDuration(ms: number): string {
  if (ms < SECOND) return `${Math.max(0, Math.round(ms))} ms`
  if (ms < 10 * SECOND) return `${Number((ms / SECOND).toFixed(1))} s`
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s`
  if (ms < HOUR) return pair(ms, MINUTE, 'min', SECOND, 's')
  if (ms < DAY) return pair(ms, HOUR, 'h', MINUTE, 'min')
  return pair(ms, DAY, 'd', HOUR, 'h')
}

function pair(ms: number, large: number, largeUnit: string, small: number, smallUnit: string): string {
  const rest = Math.floor((ms % large) / small)
  const whole = `${Math.floor(ms / large)} ${largeUnit}`
  return rest === 0 ? whole : `${whole} ${rest} ${smallUnit}`
}

/** `4:05`, or `0:04.2` where a second is a long time. */
export function formatPosition(ms: number, durationMs: number): string {
  const clock = formatClock(ms)
  return durationMs < MINUTE ? `${clock}.${Math.floor((Math.max(0, ms) % SECOND) / 100)}` : clock
}

/** A sentence of the API or the gateway at the beginning of a line. */
export function upperFirst(text: string): string {
  return text.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase())
}

/** `E-mail address` within a sentence; `US number` stays. */
export function lowerFirst(text: string): string {
  return text.replace(/^\p{Lu}(?!\p{Lu})/u, (letter) => letter.toLowerCase())
}

/** `4:05` or `1:02:03`: a position in a recording, or what is left of a wait. */
export function formatClock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / SECOND))
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  const tail = String(rest).padStart(2, '0')
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${minutes}:${tail}`
}

/** `just now`, `3 min ago`, `in 2 h`, `5 d ago`, and a date beyond four weeks. */
export function formatRelative(at: Date, now: number): string {
  const past = now - at.getTime()
  const distance = Math.abs(past)
  if (distance < 45 * SECOND) return past >= -5 * SECOND ? 'just now' : 'in a moment'
  if (distance > 28 * DAY) return at.toISOString().slice(0, 10)
  const [count, unit] =
    distance < 45 * MINUTE
      ? [Math.max(1, Math.round(distance / MINUTE)), 'min']
      : distance < 22 * HOUR
        ? [Math.max(1, Math.round(distance / HOUR)), 'h']
        : [Math.max(1, Math.round(distance / DAY)), 'd']
  return past >= 0 ? `${count} ${unit} ago` : `in ${count} ${unit}`
}

/** `512 B`, `1.2 KiB`, `34 MiB`. */
export function formatSize(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  let size = bytes
  let unit = 0
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024
    unit += 1
  }
  return `${size < 10 && unit > 0 ? Number(size.toFixed(1)) : Math.round(size)} ${units[unit]}`
}

const counts = new Intl.NumberFormat('en')

/** `12,345`. */
export function formatCount(count: number | bigint): string {
  return counts.format(count)
}

/** `1 row`, `2 rows`. */
export function plural(count: number | bigint, word: string, words = `${word}s`): string {
  return `${formatCount(count)} ${Number(count) === 1 ? word : words}`
}

/** `a`, `a and b`, `a, b and c`. */
export function joinWords(words: readonly string[], last = 'and'): string {
  if (words.length < 2) return words[0] ?? ''
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`
}
