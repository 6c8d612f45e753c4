import { describe, expect, it } from 'vitest'
import { offeredName } from './offered-name'

describe('offeredName', () => {
  it('puts the connection before the tool', () => {
    expect(offeredName('files', 'read_file')).toBe('files__read_file')
  })

  it.each([
    ['a character that models do not take', 'files', 'read.file'],
    ['a name that is too long', 'files', 'x'.repeat(100)],
    ['a connection whose name is too long', 'f'.repeat(63), 'read_file'],
  ])('makes a name of %s that clients take', (_, connection, tool) => {
    const name = offeredName(connection, tool)
    expect(name).toMatch(/^[A-Za-z0-9_-]{1,64}$/)
    expect(offeredName(connection, tool)).toBe(name)
  })

  it('tells apart what only a character that is not taken tells apart', () => {
    expect(offeredName('files', 'a.b')).not.toBe(offeredName('files', 'a/b'))
  })
})
