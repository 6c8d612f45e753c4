import { DETECTOR_CLASSES, type DetectorClass } from '@sallyport/core'

/**
 * What one would write without this package: a regular expression for each class, run over the decoded text, and a
 * check digit where there is one. It is the measure for speed, and its spans for what must be found.
 */
const EXPRESSIONS: Readonly<Record<DetectorClass, RegExp>> = {
  email: /[a-z0-9][a-z0-9._+'-]*@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,24}/gi,
  card: /(?<![\w.])(?:\d{4}[ -]?){3}\d{1,7}(?![\w])/g,
  ssn: /(?<![\w-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])/g,
  phone: /(?<![\w+.-])(?:\+\d{1,3}[ -]\d{3}[ -]\d{3}[ -]\d{4}|[2-9]\d{2}-[2-9]\d{2}-\d{4})(?![\w-])/g,
  iban: /(?<![a-z0-9])[a-z]{2}\d{2}(?:[ -]?[a-z0-9]{4}){2,7}(?:[ -]?[a-z0-9]{1,3})?(?![a-z0-9])/gi,
  ip: /(?<![\w.-])(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?![\w])(?!\.\w)|(?<![\w:.])(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}(?![\w:])/gi,
  mac: /(?<![\w:-])(?:[0-9a-f]{2}:){5}[0-9a-f]{2}(?![\w:])|(?<![\w:-])(?:[0-9a-f]{2}-){5}[0-9a-f]{2}(?![\w-])/gi,
  'national-id':
    /(?<![\w-])(?:\d{8}-?[A-Z]|[XYZ]\d{7}[A-Z]|[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z]|[A-Z]{2}\d{6}[A-D]|\d{6}-\d{7})(?![\w-])/gi,
  jwt: /(?<![\w-])eyJ[\w-]{6,}\.[\w-]{8,}\.[\w-]*/g,
  'private-key': /-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?-----END [A-Z0-9 ]*-----/g,
  token:
    /(?<![a-z0-9])(?:AKIA[A-Z0-9]{16}|gh[posur]_\w{36,}|github_pat_\w{60,}|glpat-[\w.-]{20,}|xox[bpars]-[\w.-]{10,}|[sr]k_live_\w{16,}|AIza[\w-]{35}|npm_\w{36})/gi,
  secret:
    /(?<![a-z])(?:password|passwd|pwd|client_secret|secret_key|api_key)["']?\s*[=:]\s*["']?([^\s"',;&}]{6,})/gi,
}

export interface Found {
  readonly start: number
  readonly end: number
}

const decoder = new TextDecoder()

/** What all the expressions find in a text, as byte ranges for text in ASCII. */
export function findByExpressions(bytes: Uint8Array): Found[] {
  const text = decoder.decode(bytes)
  const found: Found[] = []
  for (const name of DETECTOR_CLASSES) {
    for (const match of text.matchAll(EXPRESSIONS[name])) {
      if (isRight(name, match[0])) found.push({ start: match.index, end: match.index + match[0].length })
    }
  }
  return found
}

function isRight(name: DetectorClass, text: string): boolean {
  if (name === 'card') return isLuhn(text.replace(/\D/g, ''))
  return name !== 'iban' || isMod97(text.replace(/[ -]/g, '').toUpperCase())
}

function isLuhn(digits: string): boolean {
  const sum = Array.from(digits)
    .reverse()
    .reduce((total, digit, at) => {
      const value = Number(digit) * ((at % 2) + 1)
      return total + (value > 9 ? value - 9 : value)
    }, 0)
  return sum % 10 === 0
}

function isMod97(account: string): boolean {
  const moved = account.slice(4) + account.slice(0, 4)
  return (
    Array.from(moved).reduce(
      (rest, character) => Number(`${rest}${Number.parseInt(character, 36)}`) % 97,
      0,
    ) === 1
  )
}
