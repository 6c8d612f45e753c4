import { describe, expect, it } from 'vitest'
import { readableShape } from './readable-shape'

describe('the shape of a statement', () => {
  it.each([
    ["delete from t where id = 42 and name = 'x''y'", 'delete from t where id = ‹integer› and name = ‹text›'],
    ['update t set price = 1.50', 'update t set price = ‹number›'],
    ['/* reason: clean up */ delete from t where id = 1', 'delete from t where id = ‹integer›'],
    ['delete from t where id = $1', 'delete from t where id = $1'],
    ['delete from t where id in (1, 2)', 'delete from t where id in (‹integer›, ‹integer›)'],
  ])('%s', (text, shape) => {
    expect(readableShape(text)).toBe(shape)
  })

  it.each([
    ['a number of another kind', 'select 1', 'select 1.0'],
    ['a longer list', 'select * from t where id in (1)', 'select * from t where id in (1, 2)'],
    ['another column', 'delete from t where id = 1', 'delete from t where no = 1'],
    ['a boolean', 'delete from t where true', 'delete from t where false'],
  ])('is another with %s', (_, one, other) => {
    expect(readableShape(one)).not.toBe(readableShape(other))
  })

  it.each([
    ['a comment within', 'delete from t /* x */ where id = 1'],
    ['a comment within a comment', '/* a /* b */ c */ delete from t'],
    ['a dollar quote', 'select $$x$$'],
    ['an escape string', String.raw`select E'\x41'`],
    ['a literal glued to a name', "select u&'x'"],
  ])('there is none with %s', (_, text) => {
    expect(readableShape(text)).toBeNull()
  })
})
