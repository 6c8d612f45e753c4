import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { Turns } from './turns'

/** OWASP's recommendation for scrypt with 32 MiB: https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html */
const PARAMETERS = { N: 2 ** 15, r: 8, p: 3 } as const
const KEY_BYTES = 32
const SALT_BYTES = 16
const FORMAT = /^scrypt\$(\d{1,8})\$(\d{1,3})\$(\d{1,3})\$([A-Za-z0-9+/=]+)\$([A-Za-z0-9+/=]+)$/

interface Parameters {
  readonly N: number
  readonly r: number
  readonly p: number
}

/** Runs in libuv's thread pool: hashing takes a tenth of a second, too long for the event loop. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const key = await derive(password, salt, KEY_BYTES, PARAMETERS)
  const { N, r, p } = PARAMETERS
  return ['scrypt', N, r, p, salt.toString('base64'), key.toString('base64')].join('$')
}

/** Takes as long for a hash that is not there as for one that does not match. */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  const [, N, r, p, salt, key] = FORMAT.exec(stored ?? '') ?? []
  if (salt === undefined || key === undefined) {
    await derive(password, randomBytes(SALT_BYTES), KEY_BYTES, PARAMETERS)
    return false
  }
  const expected = Buffer.from(key, 'base64')
  const parameters = { N: Number(N), r: Number(r), p: Number(p) }
  const actual = await derive(password, Buffer.from(salt, 'base64'), expected.length, parameters)
  return timingSafeEqual(actual, expected)
}

/** libuv has four threads, and recordings are written by them too: sign-ins get two. */
const turns = new Turns(2, 100)

function derive(password: string, salt: Buffer, length: number, { N, r, p }: Parameters): Promise<Buffer> {
  const maxmem = 2 * 128 * N * r
  return turns.take(
    () =>
      new Promise((resolve, reject) => {
        // One person's keyboard may compose what another's does not: NFKC makes the same password of both.
        scrypt(password.normalize('NFKC'), salt, length, { N, r, p, maxmem }, (error, key) => {
          if (error) reject(error)
          else resolve(key)
        })
      }),
  )
}
