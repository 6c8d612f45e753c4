import { describe, expect, it } from 'vitest'
import { isSameOrigin } from './same-origin'

const is = (headers: Record<string, string>) => isSameOrigin(new Headers(headers), 'http://localhost:3000')

describe('isSameOrigin', () => {
  it('takes the console’s own pages, and clients that bring a credential of their own', () => {
    expect(is({ origin: 'http://localhost:3000' })).toBe(true)
    expect(is({ authorization: 'Bearer x' })).toBe(true)
  })

  it.each([
    {},
    { origin: 'null' },
    { origin: 'http://localhost:3001' },
    { origin: 'https://localhost:3000' },
    { origin: 'http://localhost:3000.evil.example' },
    { referer: 'http://localhost:3000/' },
  ])('refuses %j', (headers) => {
    expect(is(headers as Record<string, string>)).toBe(false)
  })
})
