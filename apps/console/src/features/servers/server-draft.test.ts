import { describe, expect, it } from 'vitest'
import { NEW_SERVER, toInput } from './server-draft'

describe('toInput', () => {
  it('takes of both ways to reach a server the one that is chosen', () => {
    const draft = {
      ...NEW_SERVER,
      name: 'files',
      url: 'https://a.example/mcp',
      command: 'files',
      args: '/a b\n\n/c',
    }
    expect(toInput(draft).server).toEqual({
      transport: 'http',
      url: 'https://a.example/mcp',
      passesFiles: false,
    })
    expect(toInput({ ...draft, transport: 'stdio' }).server).toEqual({
      transport: 'stdio',
      command: 'files',
      args: ['/a b', '/c'],
      passesFiles: false,
    })
  })

  it('sends no secrets where none are typed, so that what is stored stays', () => {
    expect(toInput(NEW_SERVER)).not.toHaveProperty('secrets')
    const secrets = [{ name: 'Authorization', value: 'x' }]
    expect(toInput({ ...NEW_SERVER, secrets }).secrets).toEqual(secrets)
  })
})
