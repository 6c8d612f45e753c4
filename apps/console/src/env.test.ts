import { describe, expect, it } from 'vitest'
import { parseEnvironment } from './env'

const GOOD = {
  DATABASE_URL: 'postgresql://user:hidden@127.0.0.1:5432/console',
  SALLYPORT_CONSOLE_URL: 'http://localhost:3000/',
  NEXTAUTH_SECRET: 'x'.repeat(32),
  SALLYPORT_RECORDINGS: '/var/lib/sallyport/recordings',
}

describe('the console’s environment', () => {
  it('needs four variables, and has a default for the rest', () => {
    expect(parseEnvironment(GOOD)).toMatchObject({
      SALLYPORT_CONSOLE_URL: 'http://localhost:3000',
      SALLYPORT_CONSOLE_PORT: 3000,
      SALLYPORT_CONSOLE_HOST: 'localhost',
      SALLYPORT_GATEWAY_POSTGRES: 'localhost:15432',
      SALLYPORT_GATEWAY_MCP: 'http://localhost:15433/mcp',
      SALLYPORT_ALLOWED_HOSTS: [],
    })
  })

  it('takes an empty variable for an unset one', () => {
    const empty = { SALLYPORT_CONSOLE_PORT: '', SALLYPORT_OIDC_ISSUER: '', SALLYPORT_ADMIN_EMAIL: '' }
    expect(parseEnvironment({ ...GOOD, ...empty })).toEqual(parseEnvironment(GOOD))
  })

  it('says what is missing', () => {
    const { DATABASE_URL: _, ...rest } = GOOD
    expect(() => parseEnvironment(rest)).toThrow('DATABASE_URL: is missing')
  })

  it('lists every problem at once, by name', () => {
    expect(() => parseEnvironment({ NEXTAUTH_SECRET: 'short', SALLYPORT_CONSOLE_PORT: '0' })).toThrow(
      /DATABASE_URL[\s\S]*SALLYPORT_CONSOLE_URL[\s\S]*SALLYPORT_CONSOLE_PORT[\s\S]*NEXTAUTH_SECRET[\s\S]*SALLYPORT_RECORDINGS/,
    )
  })

  it.each([
    ['a database of another kind', { DATABASE_URL: 'mysql://localhost/x' }, 'DATABASE_URL'],
    [
      'an address with a path',
      { SALLYPORT_CONSOLE_URL: 'http://localhost:3000/console' },
      'SALLYPORT_CONSOLE_URL',
    ],
    ['a gateway without a port', { SALLYPORT_GATEWAY_POSTGRES: 'localhost' }, 'SALLYPORT_GATEWAY_POSTGRES'],
    ['an admin without a password', { SALLYPORT_ADMIN_EMAIL: 'ada@example.com' }, 'SALLYPORT_ADMIN_EMAIL'],
    ['half of an OIDC client', { SALLYPORT_OIDC_ISSUER: 'https://issuer.example' }, 'SALLYPORT_OIDC_ISSUER'],
  ])('refuses %s', (_, change, name) => {
    expect(() => parseEnvironment({ ...GOOD, ...change })).toThrow(name)
  })

  it('never repeats a value', () => {
    expect(() => parseEnvironment({ ...GOOD, DATABASE_URL: 'hidden', NEXTAUTH_SECRET: 'secret' })).toThrow(
      /^(?![\s\S]*(hidden|secret))/,
    )
  })
})
