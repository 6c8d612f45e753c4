import { describe, expect, it } from 'vitest'
import { digestOf, type Statement } from './statement'

const who = {
  identityId: 'agent',
  connectionId: 'shop',
  host: 'db',
  port: 5432,
  database: 'shop',
  username: 'shop_app',
}
const statement: Statement = {
  text: 'DELETE FROM orders WHERE id = $1',
  parameters: [{ typeOid: 23, typeName: 'int4', format: 0, bytes: Buffer.from('1') }],
  operations: [],
  context: [['search_path', 'public']],
}
const parameter = (change: object) => ({
  parameters: [{ typeOid: 23, typeName: 'int4', format: 0, bytes: Buffer.from('1'), ...change }],
})

describe('digestOf', () => {
  it('is the same for the same request', () => {
    expect(digestOf({ ...statement }, { ...who })).toBe(digestOf(statement, who))
  })

  it.each<[string, Partial<Statement>]>([
    ['text', { text: 'DELETE FROM orders WHERE id = $1 ' }],
    ['parameter', parameter({ bytes: Buffer.from('2') })],
    ["parameter's type", parameter({ typeOid: 25 })],
    ["parameter's format", parameter({ format: 1 })],
    ['parameter that is NULL', parameter({ bytes: null })],
    ['parameter that is empty', parameter({ bytes: Buffer.alloc(0) })],
    ['transaction', { context: [['transaction', 'T']] }],
    ['search_path', { context: [['search_path', 'evil']] }],
  ])('differs for another %s', (_, change) => {
    expect(digestOf({ ...statement, ...change }, who)).not.toBe(digestOf(statement, who))
  })

  it.each([
    ['identity', { identityId: 'other' }],
    ['connection', { connectionId: 'other' }],
    ['host', { host: 'other' }],
    ['port', { port: 5433 }],
    ['database', { database: 'other' }],
    ['user of the target', { username: 'other' }],
  ])('differs for another %s', (_, change) => {
    expect(digestOf(statement, { ...who, ...change })).not.toBe(digestOf(statement, who))
  })
})
