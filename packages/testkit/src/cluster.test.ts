import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startCluster } from './cluster'
import { isReachable } from './reachable'
import { findServer, isAlive } from './server-process'
import { asAdmin } from './template'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-cluster-'))
  await chmod(folder, 0o755)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('startCluster', () => {
  it('takes over a server that outlived its starter, and starts it anew once it is stopped', async () => {
    const options = { directory: join(folder, 'data'), password: 'it is "quoted"' }
    const first = await startCluster(options)
    await asAdmin(first.adminUrl, (admin) => admin.query('create table kept (id int)'))

    const second = await startCluster(options)
    expect(second).toMatchObject({ reused: true, port: first.port })

    await second.stop()
    expect(findServer(options.directory)).toBeNull()
    const third = await startCluster(options)
    expect(third.reused).toBe(false)
    await asAdmin(third.adminUrl, async (admin) => {
      expect((await admin.query('select * from kept')).rowCount).toBe(0)
    })
    await third.stop()
  })

  it('recovers after the server itself was killed', async () => {
    const options = { directory: join(folder, 'killed'), password: 'secret' }
    const first = await startCluster(options)
    const pid = findServer(options.directory)?.pid ?? 0
    process.kill(pid, 'SIGKILL')
    while (isAlive(pid)) await setTimeout(20)

    const second = await startCluster(options)
    expect(second.reused).toBe(false)
    await second.stop()
    await first.stop() // there is nothing left to stop, and that is no error
  })

  it('says why it does not start', async () => {
    const options = {
      directory: join(folder, 'refused'),
      password: 'secret',
      settings: { no_such_setting: '1' },
    }
    await expect(startCluster(options)).rejects.toThrow('no_such_setting')
  })
})

describe('isReachable', () => {
  it('looks at every folder above', async () => {
    await chmod(folder, 0o700)
    expect(await isReachable(join(folder, 'data', 'file'))).toBe(false)
    await chmod(folder, 0o755)
    expect(await isReachable(join(folder, 'file'))).toBe(true)
  })
})
