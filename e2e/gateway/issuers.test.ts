import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from '../../scripts/root.mjs'
import { makeTable } from '../held-table'
import { pendingApproval, settled } from '../pending'
import { type Api, signIn } from '../person'
import { psql, startPsql } from '../psql'
import { startWorkloadIssuer, type WorkloadIssuer } from '../workload-issuer'

const RULES = [{ kind: 'agent' as const, name: 'workload {sub}', groupsClaim: 'groups' }]

let ada: Api
let alan: Api
let provider: WorkloadIssuer
let issuerId: string

beforeAll(async () => {
  ada = (await signIn('ada')).api
  alan = (await signIn('alan')).api
  provider = await startWorkloadIssuer({ planner: { groups: ['agents'] }, stranger: {} })
  ;({ id: issuerId } = await ada.issuers.create.mutate({
    name: `Workloads ${randomUUID().slice(0, 8)}`,
    url: provider.url,
    algorithms: ['ES256'],
    claimRules: RULES,
  }))
})
afterAll(async () => {
  await ada.issuers.remove.mutate({ id: issuerId })
  await provider.stop()
})

const come = (token: string, sql = 'select 1 as one') => psql(sql, { token, user: 'anybody', args: ['-At'] })
const REFUSED = /FATAL: {2}password authentication failed for user "anybody"$/m

describe('a workload with the token of its own provider', () => {
  it('is let in as what the rules for its claims make of it, and sees masks', async () => {
    const { code, stdout } = await come(
      await provider.token('planner'),
      'select email from customers order by id limit 1',
    )
    expect({ code, stdout: stdout.trim() }).toEqual({
      code: 0,
      stdout: expect.not.stringContaining('.example'),
    })
    const { items } = await ada.sessions.list.query({ search: 'workload planner' })
    expect(items[0]).toMatchObject({
      identity: { name: 'workload planner', kind: 'agent' },
      origin: 'autonomous-agent',
      issuerName: expect.stringMatching(/^Workloads /),
    })
  })

  it('is refused with a token that is for somebody else', async () => {
    expect((await come(await provider.token('planner', 'payroll'))).stderr).toMatch(REFUSED)
  })

  it('goes on with the new key when the provider changes it, and not with the old one', async () => {
    const old = await provider.token('planner')
    expect((await come(old)).code).toBe(0)
    await provider.rotate()
    await ada.issuers.fetchKeys.mutate({ id: issuerId })
    const fresh = await provider.token('planner')
    await expect.poll(async () => (await come(fresh)).code, { timeout: 30_000 }).toBe(0)
    await expect.poll(async () => (await come(old)).stderr, { timeout: 30_000 }).toMatch(REFUSED)
  })

  it('is thrown out, while it waits for an approval too, when its provider is switched off', async () => {
    const name = await makeTable()
    const token = await provider.token('planner')
    const idle = startPsql({ token, user: 'anybody', args: ['-At'] })
    idle.write('select 42 as here;')
    await idle.sees('42')
    const waiting = startPsql({ token, user: 'anybody' })
    waiting.write(`drop table ${name};`)
    const id = await pendingApproval(alan, name)

    await ada.issuers.setEnabled.mutate({ id: issuerId, enabled: false })
    await waiting.sees(/terminating connection|FATAL|server closed/)
    await settled(alan, id, 'cancelled')
    idle.write('select 43 as here;')
    await idle.sees(/terminating connection|FATAL|server closed/)
    expect(idle.output()).not.toContain('43')
    await Promise.all([idle.end(), waiting.end()])
    await ada.issuers.setEnabled.mutate({ id: issuerId, enabled: true })
  })
})

describe('a job with a token whose keys were pasted', () => {
  it('is let in by the claims of its repository, and from no other', async () => {
    const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true })
    const url = `https://token.actions.${randomUUID()}.example`
    const { id } = await ada.issuers.create.mutate({
      name: `CI ${randomUUID().slice(0, 8)}`,
      url,
      algorithms: ['RS256'],
      keysFrom: 'pasted',
      jwks: { keys: [{ ...(await exportJWK(publicKey)), kid: 'ci', kty: 'RSA' }] },
      claimRules: [
        {
          when: [
            { claim: 'repository', pattern: 'acme/shop' },
            { claim: 'ref', pattern: 'refs/heads/main' },
          ],
          kind: 'agent',
          name: 'ci {repository}',
          groups: ['agents'],
        },
      ],
    })
    const job = (claims: object) =>
      new SignJWT({ repository: 'acme/shop', ref: 'refs/heads/main', ...claims })
        .setProtectedHeader({ alg: 'RS256', kid: 'ci', typ: 'JWT' })
        .setIssuer(url)
        .setAudience('sallyport')
        .setSubject('repo:acme/shop:ref:refs/heads/main')
        .setIssuedAt()
        .setExpirationTime('5m')
        .sign(privateKey)
    await expect.poll(async () => (await come(await job({}))).stdout, { timeout: 30_000 }).toBe('1\n')
    expect((await come(await tokenInJob(await job({})))).stdout).toBe('1\n')
    expect((await come(await job({ repository: 'evil/shop' }))).code).toBe(2)
    expect((await come(await job({ ref: 'refs/pull/7/merge' }))).code).toBe(2)
    await ada.issuers.remove.mutate({ id })
  })
})

/** What the recipe's script prints in a job whose platform answers as GitHub's does. */
async function tokenInJob(token: string): Promise<string> {
  const server = createServer(({ url, headers }, response) => {
    const isAsked = url === '/token?job=7&audience=sallyport' && headers.authorization === 'Bearer of the job'
    response.writeHead(isAsked ? 200 : 403).end(JSON.stringify({ value: isAsked ? token : null }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  try {
    const { stdout } = await promisify(execFile)(process.execPath, ['docs/recipes/ci-token.mjs'], {
      cwd: root,
      env: {
        ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/token?job=7`,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'of the job',
      },
    })
    return stdout
  } finally {
    server.close()
  }
}
