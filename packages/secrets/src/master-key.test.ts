import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { loadMasterKey } from './master-key'

const key = randomBytes(32)
const text = key.toString('base64')
const folder = mkdtempSync(join(tmpdir(), 'sallyport-key-'))
const file = join(folder, 'key')
writeFileSync(file, `${text}\n`)
afterAll(() => rmSync(folder, { recursive: true }))

describe('loadMasterKey', () => {
  it('reads the variable', () => {
    expect(loadMasterKey({ SALLYPORT_MASTER_KEY: text })).toEqual(key)
  })

  it('reads the file, with or without a line break at its end', () => {
    expect(loadMasterKey({ SALLYPORT_MASTER_KEY_FILE: file })).toEqual(key)
  })

  it.each([
    ['nothing', {}, 'SALLYPORT_MASTER_KEY (or SALLYPORT_MASTER_KEY_FILE) is missing'],
    ['an empty variable', { SALLYPORT_MASTER_KEY: '' }, 'is missing'],
    ['both', { SALLYPORT_MASTER_KEY: text, SALLYPORT_MASTER_KEY_FILE: file }, 'not both'],
    ['a key that is too short', { SALLYPORT_MASTER_KEY: 'c2hvcnQ=' }, 'SALLYPORT_MASTER_KEY must hold 32'],
    [
      'a key with a stray character',
      { SALLYPORT_MASTER_KEY: `!${text}` },
      'SALLYPORT_MASTER_KEY must hold 32',
    ],
    ['base64url', { SALLYPORT_MASTER_KEY: `${'-'.repeat(43)}=` }, 'SALLYPORT_MASTER_KEY must hold 32'],
    [
      'a file that is not there',
      { SALLYPORT_MASTER_KEY_FILE: `${file}.gone` },
      'SALLYPORT_MASTER_KEY_FILE names',
    ],
  ])('refuses %s by the name of the variable', (_, env, message) => {
    expect(() => loadMasterKey(env)).toThrow(message)
  })

  it('never repeats the value in its error', () => {
    expect(() => loadMasterKey({ SALLYPORT_MASTER_KEY: `${text}x` })).toThrow(
      /^SALLYPORT_MASTER_KEY must hold 32 bytes in base64 \(44 characters\)$/,
    )
  })
})
