import { describe, expect, it } from 'vitest'
import { clientSnippets } from './client-snippets'

const reach = {
  host: 'gate.example',
  port: 15432,
  database: 'shop',
  username: 'erin engineer',
  token: 'a.b.c',
}
const textOf = (value: string, given = reach) =>
  clientSnippets(given).find((snippet) => snippet.value === value)?.text ?? ''

describe('clientSnippets', () => {
  it('quotes what a shell would split', () => {
    expect(textOf('psql')).toBe("PGPASSWORD='a.b.c' psql -h gate.example -p 15432 -U 'erin engineer' -d shop")
    expect(textOf('psql', { ...reach, username: "o'neill" })).toContain(`-U 'o'\\''neill'`)
  })

  it('makes addresses that parse back', () => {
    const url = new URL(textOf('url').replace('postgresql:', 'http:'))
    expect([url.hostname, url.port, url.pathname]).toEqual(['gate.example', '15432', '/shop'])
    expect(decodeURIComponent(url.username)).toBe('erin engineer')
    expect(url.password).toBe('a.b.c')
    expect(textOf('url', { ...reach, host: '2001:db8::7' })).toContain('@[2001:db8::7]:15432/')
  })

  it('says where the token goes while there is none', () => {
    const none = clientSnippets({ ...reach, token: null })
    expect(none.every(({ text }) => text.includes('TOKEN'))).toBe(true)
  })
})
