import { freePort, testDatabase } from '@sallyport/testkit'
import { expect, it } from 'vitest'
import { checkDatabase } from './databases'

it('takes a database that can be used', async () => {
  const { url, drop } = await testDatabase()
  await checkDatabase(url)
  await drop()
})

it('says what is wrong with one that cannot, and never its password', async () => {
  const nobody = `postgresql://ada:hidden@127.0.0.1:${await freePort()}/console`
  await expect(checkDatabase(nobody)).rejects.toThrow(
    /The database of DATABASE_URL, console on 127\.0\.0\.1:\d+ as ada, cannot be used: .*ECONNREFUSED/,
  )
  const { url, drop } = await testDatabase()
  const missing = new URL(url)
  missing.pathname = '/nowhere'
  await expect(checkDatabase(missing.href)).rejects.toThrow('database "nowhere" does not exist')
  await drop()
  for (const wrong of [nobody, missing.href]) {
    await expect(checkDatabase(wrong)).rejects.not.toThrow(
      new RegExp(`hidden|${missing.password || 'hidden'}`),
    )
  }
})
