import { describe, expect, it } from 'vitest'
import { classOfColumn } from './class-of-column'

const classOf = (column: string, type = 'text', table = 'customers') => classOfColumn({ table, column, type })

describe('classOfColumn', () => {
  it.each([
    ['email', 'text', 'email'],
    ['contactEmail', 'character varying(200)', 'email'],
    ['E-Mail', 'citext', 'email'],
    ['emails', 'text[]', 'email'],
    ['phone_number', 'character varying(20)', 'phone'],
    ['MobileNo', 'bigint', 'phone'],
    ['card_number', 'bigint', 'card'],
    ['ssn', 'text', 'ssn'],
    ['iban', 'text', 'iban'],
    ['client_ip', 'inet', 'ip'],
    ['ip_address', 'text', 'ip'],
    ['mac_address', 'macaddr', 'mac'],
    ['passport_no', 'text', 'national-id'],
    ['dob', 'date', 'birth-date'],
    ['dateOfBirth', 'timestamp without time zone', 'birth-date'],
    ['address_line_1', 'text', 'address'],
    ['zip', 'integer', 'address'],
    ['first_name', 'text', 'name'],
    ['surname', 'text', 'name'],
    ['name', 'text', 'name'],
    ['password_hash', 'text', 'secret'],
    ['api_key', 'text', 'secret'],
    ['refresh_token', 'text', 'token'],
    ['private_key', 'text', 'private-key'],
  ] as const)('%s %s holds %s', (column, type, dataClass) => {
    expect(classOf(column, type)).toBe(dataClass)
  })

  it.each([
    ['email_verified', 'boolean'],
    ['email_verified_at', 'timestamp with time zone'],
    ['email_count', 'integer'],
    ['is_mobile', 'boolean'],
    ['address_id', 'uuid'],
    ['phone_type', 'text'],
    ['panel', 'text'],
    ['shipping', 'text'],
    ['card', 'boolean'],
    ['state', 'text'],
    ['born', 'boolean'],
    ['description', 'text'],
  ])('%s %s says nothing', (column, type) => {
    expect(classOf(column, type)).toBeNull()
  })

  it('takes a name for a person’s only among people', () => {
    expect(classOf('name', 'text', 'products')).toBeNull()
    expect(classOf('name', 'text', 'app_users')).toBe('name')
  })
})
