import { createServer } from 'node:net'
import { freePort } from '@sallyport/testkit'
import { describe, expect, it } from 'vitest'
import { root } from '../root.mjs'
import { checkPorts, settings } from './settings.mjs'

describe('settings', () => {
  it('has defaults, also for what is set to nothing', () => {
    expect(settings({ SALLYPORT_DATA: '', DATABASE_URL: '' })).toEqual({
      data: `${root}/.sallyport`,
      consolePort: 3000,
      postgresPort: 15432,
      mcpPort: 15433,
      databaseUrl: null,
    })
  })

  it.each(['0', '65536', '30 00', '-1', '1e3', 'x'])('refuses the port %j, naming the variable', (port) => {
    expect(() => settings({ SALLYPORT_POSTGRES_PORT: port })).toThrow(
      'SALLYPORT_POSTGRES_PORT must be a port',
    )
  })

  it.each(['mysql://user:secret@host/db', 'postgresql://user:secret@host', 'host=db password=secret'])(
    'refuses the database %j, without repeating it',
    (url) => {
      const given = () => settings({ DATABASE_URL: url })
      expect(given).toThrow('DATABASE_URL must be like postgresql://')
      expect(given).not.toThrow('secret')
    },
  )

  it('refuses one port for two', () => {
    expect(() => settings({ SALLYPORT_MCP_PORT: '3000' })).toThrow('must differ')
    expect(() => settings({ SALLYPORT_CONSOLE_PORT: '15432' })).toThrow('must differ')
  })
})

describe('checkPorts', () => {
  it.each(['127.0.0.1', '::1', '0.0.0.0', '::'])(
    'names the variable of a port that is taken on %s',
    async (host) => {
      const server = createServer().listen(0, host)
      await new Promise((resolve) => server.once('listening', resolve))
      const address = server.address()
      const taken = address && typeof address === 'object' ? address.port : 0
      const free = await freePort()
      const mcpPort = await freePort()
      await expect(checkPorts({ consolePort: taken, postgresPort: free, mcpPort })).rejects.toThrow(
        `Port ${taken}, which the console needs, is taken. Stop what listens there, or set SALLYPORT_CONSOLE_PORT`,
      )
      await expect(checkPorts({ consolePort: free, postgresPort: taken, mcpPort })).rejects.toThrow(
        'SALLYPORT_POSTGRES_PORT',
      )
      server.close()
      await checkPorts({ consolePort: free, postgresPort: await freePort(), mcpPort })
    },
  )
})
