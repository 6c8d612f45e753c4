import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { root } from './root.mjs'
import { unlessUnchanged } from './unchanged.mjs'

const folder = mkdtempSync(join(root, 'node_modules', '.unchanged-'))
const inside = relative(root, folder)
const name = `test-${process.pid}`
const stamp = join(root, 'node_modules', '.sallyport', name)
afterAll(() => {
  rmSync(folder, { recursive: true })
  rmSync(stamp, { force: true })
})

let runs = 0
const work = async () => {
  runs++
  writeFileSync(join(folder, 'output'), 'made')
}
const step = (by = work) =>
  unlessUnchanged(
    { name, inputs: [`${inside}/source`, `${inside}/missing`], outputs: [`${inside}/output`] },
    by,
  )

describe('unlessUnchanged', () => {
  it('works once for the same input', async () => {
    writeFileSync(join(folder, 'source'), 'one')
    expect(await step()).toBeUndefined()
    expect(await step()).toBe('up to date')
    expect(runs).toBe(1)
  })

  it('works again when the input changed', async () => {
    writeFileSync(join(folder, 'source'), 'two')
    expect(await step()).toBeUndefined()
  })

  it('works again when the output is gone', async () => {
    rmSync(join(folder, 'output'))
    expect(await step()).toBeUndefined()
  })

  it('works again after it failed, even where the old output lies there still', async () => {
    writeFileSync(join(folder, 'source'), 'three')
    await expect(step(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
    writeFileSync(join(folder, 'source'), 'two')
    expect(await step()).toBeUndefined()
  })
})
