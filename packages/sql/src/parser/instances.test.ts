import { expect, it } from 'vitest'
import { currentInstance, discardInstance, loadParser } from './instances'
import { parse } from './parse'

it('refuses to parse before it is loaded', () => {
  expect(() => parse('select 1')).toThrow('loadParser')
})

it('goes on with a fresh parser after one overflowed the stack', async () => {
  await loadParser()
  const deadly = `select 1${'+1'.repeat(20_000)}`
  const before = currentInstance()
  expect(parse(deadly)).toBeNull()
  expect(currentInstance()).not.toBe(before)
  for (let round = 0; round < 50; round++) {
    parse(deadly)
    await loadParser()
    expect(parse('select 1')).toHaveLength(1)
  }
})

it('answers null while every parser is spent, and recovers', async () => {
  await loadParser()
  for (let instance = currentInstance(); instance; instance = currentInstance()) discardInstance(instance)
  expect(parse('select 1')).toBeNull()
  await loadParser()
  expect(parse('select 1')).toHaveLength(1)
})
