import { testDatabase } from '@sallyport/testkit'
import { expect, it } from 'vitest'
import { openTarget } from '../protocols/postgres/target/target-link'
import { judgeRights, judgeVersion, lookAtTarget } from './look-at-target'

const ANSWER = {
  version: 'PostgreSQL 18.4 on x86_64-pc-linux-gnu, compiled by gcc',
  number: 180_004,
  superuser: false,
  makesRoles: false,
  standby: false,
  tables: 3,
  readable: 3,
  writable: 1,
}

it('names the product without how it was built', () => {
  expect(judgeVersion(ANSWER)).toMatchObject({ tone: 'good', message: 'PostgreSQL 18.4' })
})

it('says what is too old, and what is another product', () => {
  expect(judgeVersion({ ...ANSWER, version: 'PostgreSQL 9.6.24 on x', number: 90_624 })).toMatchObject({
    tone: 'problem',
    message: 'PostgreSQL 9.6.24 is too old',
  })
  expect(judgeVersion({ ...ANSWER, version: 'CockroachDB CCL v24' })).toMatchObject({ tone: 'warning' })
})

it('finds who may use nothing, and says the GRANT that helps', () => {
  const [finding] = judgeRights({ ...ANSWER, readable: 0, writable: 0 }, 'app')
  expect(finding).toMatchObject({ tone: 'problem', message: 'app may use none of its 3 tables' })
  expect(finding?.hint).toContain('GRANT SELECT')
})

it('warns of a superuser, and takes an empty database', () => {
  expect(judgeRights({ ...ANSWER, superuser: true }, 'app').map(({ tone }) => tone)).toEqual([
    'good',
    'warning',
  ])
  expect(judgeRights({ ...ANSWER, tables: 0, readable: 0, writable: 0 }, 'app')).toMatchObject([
    { tone: 'good', message: 'It has no table yet' },
  ])
})

it('asks a real server', async () => {
  const database = await testDatabase()
  const url = new URL(database.url)
  const link = await openTarget(
    {
      connectionId: 'test',
      host: url.hostname,
      port: Number(url.port),
      database: url.pathname.slice(1),
      username: url.username,
      password: decodeURIComponent(url.password),
      tlsMode: 'disable',
      tlsCa: null,
    },
    new Map(),
  )
  const findings = await lookAtTarget(link, url.username)
  link.close()
  await database.drop()
  expect(findings[0]).toMatchObject({ about: 'version', tone: 'good' })
  expect(findings[1]?.message).toMatch(/reads \d+ of \d+ tables/)
})
