import type { DataClass } from '@sallyport/core'
import { decodeText, encodeText } from '../../text'
import { KEY_VERSIONS, tokenCipher } from './token-key'

/** Longer texts are hashed: their tokens would be longer than anybody wants to see. */
export const LONGEST_TOKENISED = 256
/** Five bits a letter. */
const LONGEST_BODY = Math.ceil((LONGEST_TOKENISED * 8) / 5)
/** 256³ is more than the least domain. */
const SHORTEST = 3

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567'
const EMAIL_DOMAIN = '@masked.invalid'
const TOKEN = /^tok_([a-z])([a-z2-7]+)$/
const EMAIL_TOKEN = /^t([a-z])([a-z2-7]+)@masked\.invalid$/

/**
 * The token of a text: `tok_` and letters, an address under masked.invalid for e-mail, 16 digits that no card has
 * for a card. null: too short or too long for one.
 */
export function tokenOfText(
  text: string,
  dataClass: DataClass,
  key: Uint8Array,
  version: number,
): string | null {
  if (dataClass === 'card' && isCard(text)) return cardToken(text, key, version)
  const bytes = encodeText(text)
  if (bytes.length < SHORTEST || bytes.length > LONGEST_TOKENISED) return null
  const hidden = tokenCipher(key, dataClass, version).encrypt(256, [...bytes])
  const body = `${KEY_VERSIONS[version] ?? 'a'}${toBase32(hidden)}`
  return dataClass === 'email' ? `t${body}${EMAIL_DOMAIN}` : `tok_${body}`
}

/** The text that a token stands for; null: it is no token of this class and key. */
export function textOfToken(token: string, dataClass: DataClass, key: Uint8Array): string | null {
  const [, letter, body] = (dataClass === 'email' ? EMAIL_TOKEN : TOKEN).exec(token) ?? []
  if (letter === undefined || body === undefined) return null
  const hidden = body.length > LONGEST_BODY ? null : fromBase32(body)
  if (!hidden || hidden.length < SHORTEST || hidden.length > LONGEST_TOKENISED) return null
  const version = KEY_VERSIONS.indexOf(letter)
  const text = decodeText(Uint8Array.from(tokenCipher(key, dataClass, version).decrypt(256, hidden)))
  // A token that was made up decrypts to bytes that make no text, or not to what gives this token again.
  if (/[\0\ufffd]/.test(text)) return null
  return tokenOfText(text, dataClass, key, version) === token ? text : null
}

/** Whether a text has the form of a token: such a text must not be written back as if it were a value. */
export function isToken(text: string): boolean {
  return TOKEN.test(text) || EMAIL_TOKEN.test(text)
}

function toBase32(bytes: readonly number[]): string {
  let bits = 0
  let held = 0
  let text = ''
  for (const byte of bytes) {
    held = (held << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += BASE32[(held >> bits) & 31]
    }
    held &= (1 << bits) - 1
  }
  return bits > 0 ? text + BASE32[(held << (5 - bits)) & 31] : text
}

function fromBase32(text: string): number[] | null {
  let bits = 0
  let held = 0
  const bytes: number[] = []
  for (const character of text) {
    held = (held << 5) | BASE32.indexOf(character)
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes.push(held >> bits)
      held &= (1 << bits) - 1
    }
  }
  return held === 0 && bits < 5 ? bytes : null
}

/** Twelve to nineteen digits with the right check digit; blanks and dashes stay where they are. */
function isCard(text: string): boolean {
  if (!/^\d[\d -]{10,28}\d$/.test(text)) return false
  const digits = digitsOf(text)
  return digits.length >= 12 && digits.length <= 19 && luhnDigit(digits.slice(0, -1)) === digits.at(-1)
}

function cardToken(text: string, key: Uint8Array, version: number): string {
  const hidden = tokenCipher(key, 'card', version).encrypt(10, digitsOf(text).slice(0, -1))
  return fill(text, [...hidden, (luhnDigit(hidden) + WRONG) % 10])
}

/** How much the check digit of a token is off: it passes for no card, and is known as a token by it. */
const WRONG = 5

/** The card that a token of digits stands for, under this version of the key; null: it is none. */
export function cardOfToken(token: string, key: Uint8Array, version: number): string | null {
  if (!/^\d[\d -]{10,28}\d$/.test(token)) return null
  const digits = digitsOf(token)
  const hidden = digits.slice(0, -1)
  if (digits.length < 12 || digits.length > 19 || (luhnDigit(hidden) + WRONG) % 10 !== digits.at(-1))
    return null
  const plain = tokenCipher(key, 'card', version).decrypt(10, hidden)
  return fill(token, [...plain, luhnDigit(plain)])
}

function digitsOf(text: string): number[] {
  return Array.from(text.replace(/\D/g, ''), Number)
}

function fill(shape: string, digits: readonly number[]): string {
  let at = 0
  return shape.replace(/\d/g, () => String(digits[at++]))
}

/** The digit that makes a row of digits pass Luhn's check. */
function luhnDigit(digits: readonly number[]): number {
  const sum = digits.reduceRight((total, digit, at) => {
    const isDoubled = (digits.length - at) % 2 === 1
    return total + (isDoubled ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit)
  }, 0)
  return (10 - (sum % 10)) % 10
}
