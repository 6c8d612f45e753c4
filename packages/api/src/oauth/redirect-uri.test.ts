import { describe, expect, it } from 'vitest'
import { isAllowedRedirect, matchesRedirect } from './redirect-uri'

describe('isAllowedRedirect', () => {
  it.each([
    'https://client.example/callback',
    'http://localhost:1234/callback',
    'http://127.0.0.1/callback',
    'http://[::1]:8080/',
    'cursor://anysphere.cursor-retrieval/oauth/user-abc/callback',
    'com.example.app:/oauth',
  ])('takes %s', (uri) => {
    expect(isAllowedRedirect(uri)).toBe(true)
  })

  it.each([
    'http://client.example/callback',
    'http://localhost.evil.example/callback',
    'http://127.0.0.1@evil.example/',
    'https://user:secret@client.example/',
    'https://client.example/#fragment',
    'javascript:alert(1)',
    'JavaScript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    '/callback',
    '',
  ])('refuses %j', (uri) => {
    expect(isAllowedRedirect(uri)).toBe(false)
  })
})

describe('matchesRedirect', () => {
  it.each([
    ['https://a.example/cb', 'https://a.example/cb'],
    ['http://127.0.0.1/callback', 'http://127.0.0.1:54321/callback'],
    ['http://localhost:1/callback?x=1', 'http://localhost:2/callback?x=1'],
    ['http://[::1]/callback', 'http://[::1]:9/callback'],
  ])('%s is %s', (registered, asked) => {
    expect(matchesRedirect(registered, asked)).toBe(true)
  })

  it.each([
    ['https://a.example/cb', 'https://a.example/cb/'],
    ['https://a.example/cb', 'https://a.example:8443/cb'],
    ['https://a.example/cb', 'https://a.example/cb?next=x'],
    ['http://127.0.0.1/callback', 'http://localhost:1/callback'],
    ['http://127.0.0.1/callback', 'http://127.0.0.1:1/callback/../other'],
    ['http://127.0.0.1/callback', 'http://127.0.0.1:1@evil.example/callback'],
    ['http://127.0.0.1/callback', 'https://127.0.0.1:1/callback'],
  ])('%s is not %s', (registered, asked) => {
    expect(matchesRedirect(registered, asked)).toBe(false)
  })
})
