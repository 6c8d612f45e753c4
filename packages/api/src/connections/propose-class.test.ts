import { expect, it } from 'vitest'
import { proposeClass } from './propose-class'

it.each([
  ['customers', 'email', 'email'],
  ['users', 'userEmail', 'email'],
  ['users', 'e_mail', 'email'],
  ['users', 'phone_number', 'phone'],
  ['payments', 'card_number', 'card'],
  ['payments', 'cvv', 'secret'],
  ['staff', 'ssn', 'ssn'],
  ['accounts', 'iban', 'iban'],
  ['people', 'date_of_birth', 'birth-date'],
  ['logins', 'client_ip', 'ip'],
  ['users', 'password_hash', 'secret'],
  ['sessions', 'refreshToken', 'token'],
  ['customers', 'name', 'name'],
  ['user_profiles', 'last_name', 'name'],
  ['orders', 'postal_code', 'address'],
  ['staff', 'salary', 'other'],
] as const)('%s.%s holds %s', (table, column, dataClass) => {
  expect(proposeClass(table, column)).toBe(dataClass)
})

it.each([
  ['products', 'name'],
  ['orders', 'id'],
  ['orders', 'emailed_at'],
  ['orders', 'shipping'],
  ['pages', 'description'],
  ['machines', 'machine'],
  ['orders', 'company'],
])('%s.%s is left alone', (table, column) => {
  expect(proposeClass(table, column)).toBeNull()
})
