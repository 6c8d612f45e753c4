import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from './root.mjs'
import { checkNode } from './steps.mjs'

describe('checkNode', () => {
  it.each(['20.19.0', '20.20.2', '22.12.0', '24.0.0', '25.1.0'])('accepts Node %s', (version) =>
    checkNode(version),
  )

  it.each(['18.20.8', '20.18.3', '21.7.0', '22.11.0', '23.5.0'])('refuses Node %s', (version) => {
    expect(() => checkNode(version)).toThrow(`This is Node ${version}.`)
  })

  it('says the same as package.json', () => {
    const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    expect(engines.node).toBe('^20.19.0 || ^22.12.0 || >=24.0.0')
  })
})
