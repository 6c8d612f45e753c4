import { describe, expect, it } from 'vitest'
import { refuseCommand } from './commands'

const start = (line: string, ...allowed: string[]) => {
  const [command = '', ...args] = line.split(' ')
  return refuseCommand({ transport: 'stdio', command, args, passesFiles: false }, allowed)
}

describe('refuseCommand', () => {
  it('starts nothing where nothing is allowed, and says who allows it', () => {
    expect(start('npx server')).toMatchObject({
      code: 'DENIED',
      message: 'this gateway may not start "npx server"',
      hint: expect.stringContaining('SALLYPORT_MCP_COMMANDS'),
    })
  })

  it.each([
    ['a program, whatever its arguments are', 'files /data', ['files']],
    ['a program with the arguments that were named first', 'npx -y files /data', ['npx -y files']],
  ])('starts %s', (_, line, allowed) => expect(start(line, ...allowed)).toBeNull())

  it.each([
    ['another program', 'sh -c id', ['files']],
    ['a program of the same name elsewhere', '/tmp/files', ['files']],
    ['the same program with other arguments', 'npx -y evil', ['npx -y files']],
    ['a name that only begins like it', 'files-evil', ['files']],
    ['anything by an empty entry', 'sh', ['', ' ']],
  ])('does not start %s', (_, line, allowed) => expect(start(line, ...allowed)).not.toBeNull())
})
