import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { resolveReference } from './reference'

const root = mkdtempSync(join(tmpdir(), 'sallyport-references-'))
const folder = join(root, 'secrets')
mkdirSync(folder)
writeFileSync(join(folder, 'shop'), 'from a file\n')
writeFileSync(join(folder, 'empty'), '\n')
writeFileSync(join(folder, 'large'), 'x'.repeat(70_000))
writeFileSync(join(root, 'outside'), 'hunter2')
mkdirSync(join(root, 'secrets-of-others'))
writeFileSync(join(root, 'secrets-of-others', 'x'), 'hunter2')
symlinkSync(join(root, 'outside'), join(folder, 'link'))
afterAll(() => rmSync(root, { recursive: true }))

const sources = {
  environment: { SHOP_PASSWORD: 'pässwörd', HOME: '/root', SALLYPORT_MASTER_PASSWORD: 'key', PASSWORD: 'x' },
  variables: ['*_PASSWORD', 'DB_*_KEY'],
  folders: [folder],
}

describe('resolveReference', () => {
  it.each([
    ['env:SHOP_PASSWORD', 'pässwörd'],
    [`file:${folder}/shop`, 'from a file'],
  ])('finds %s', async (reference, secret) => {
    expect(await resolveReference(reference, sources)).toBe(secret)
  })

  it.each([
    ['a variable that is not on the list', 'env:HOME', 'not among the variables'],
    ['one that only looks like it', 'env:PASSWORD', 'not among the variables'],
    ['the gateway’s own, although the list would let it pass', 'env:SALLYPORT_MASTER_PASSWORD', 'not among'],
    ['a variable that is not set', 'env:OTHER_PASSWORD', 'is not set'],
    ['a file elsewhere', `file:${root}/outside`, 'no folder'],
    ['a way out of the folder', `file:${folder}/../outside`, 'no folder'],
    ['a folder whose name begins the same', `file:${root}/secrets-of-others/x`, 'no folder'],
    ['a link that leads out', `file:${folder}/link`, 'leads out'],
    ['a file that is not there', `file:${folder}/gone`, 'cannot be read'],
    ['an empty secret', `file:${folder}/empty`, 'is empty'],
    ['a large file', `file:${folder}/large`, 'too large'],
    ['another kind', 'vault:shop', 'neither env:NAME nor file:/path'],
    ['a relative path', 'file:shop', 'neither'],
  ])('refuses %s', async (_, reference, words) => {
    const refused = resolveReference(reference, sources)
    await expect(refused).rejects.toThrow(words)
    await expect(refused).rejects.not.toThrow(/hunter2|pässwörd|\/root/)
  })
})
