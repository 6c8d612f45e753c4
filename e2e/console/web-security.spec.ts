import { request } from 'node:http'
import { personOfDemo, signIn } from '../person'
import { demoFile } from '../product'
import { expect, signInByForm, test } from './test'

/*
 * The web's own attacks, against the running product. What a role may do is not here: see router.test.ts and
 * isolation.test.ts in packages/api.
 */

const EVIL = 'https://evil.example'
const url = (path: string) => demoFile().consoleUrl + path
const cookieOf = async (name: 'ada' | 'alan' | 'erin') =>
  (await signIn(name)).cookies.map(({ name: key, value }) => `${key}=${value}`).join('; ')
const call = (path: string, init: RequestInit) => fetch(url(path), { redirect: 'manual', ...init })

// oxlint-disable-next-line no-empty-pattern -- Playwright reads what a test needs from this pattern
test.beforeEach(({}, { project }) => {
  test.skip(project.name !== 'desktop', 'there is no page in it')
})

test.describe('a change', () => {
  const body = JSON.stringify({ 0: { json: { name: `csrf-${Date.now()}` } } })
  const post = async (headers: Record<string, string>, content = body) =>
    call('/api/trpc/groups.create?batch=1', {
      method: 'POST',
      headers: { cookie: await cookieOf('ada'), 'content-type': 'application/json', ...headers },
      body: content,
    })

  for (const [what, headers] of [
    ['without an origin', {}],
    ['from another site', { origin: EVIL }],
    ['from a site whose name begins like ours', { origin: `${'http://localhost'}.evil.example` }],
    ['from a page without a site', { origin: 'null' }],
    ['from a form of another site', { origin: EVIL, 'content-type': 'text/plain' }],
  ] as const) {
    test(`${what} is refused`, async () => {
      expect((await post(headers)).status).toBe(403)
      const { api } = await signIn('ada')
      const { items } = await api.groups.list.query()
      expect(items.map(({ name }) => name)).not.toContain(JSON.parse(body)[0].json.name)
    })
  }

  test('from our own page is taken', async () => {
    expect((await post({ origin: demoFile().consoleUrl })).status).toBe(200)
  })

  test('is never made by GET, not even in a batch', async () => {
    const input = encodeURIComponent(JSON.stringify({ 0: { json: { name: 'by-get' } } }))
    const answer = await call(`/api/trpc/groups.create?batch=1&input=${input}`, {
      headers: { cookie: await cookieOf('ada') },
    })
    expect(answer.status).toBe(405)
  })

  test('that is allowed carries none that is not along with it', async () => {
    const answer = await call(
      '/api/trpc/me.get,audit.list?batch=1&input=' + encodeURIComponent('{"1":{"json":{}}}'),
      {
        headers: { cookie: await cookieOf('erin') },
      },
    )
    const [me, audit] = (await answer.json()) as {
      error?: { json: { data: { code: string } } }
      result?: unknown
    }[]
    expect(me?.result).toBeDefined()
    expect(audit?.error?.json.data.code).toBe('FORBIDDEN')
    expect(JSON.stringify(audit)).not.toContain('sign-in')
  })
})

test('no other site may read an answer', async () => {
  const cookie = await cookieOf('ada')
  for (const origin of [EVIL, 'null', `${demoFile().consoleUrl}.evil.example`]) {
    for (const method of ['GET', 'OPTIONS']) {
      const answer = await call('/api/trpc/me.get', { method, headers: { cookie, origin } })
      expect(answer.headers.get('access-control-allow-origin')).toBeNull()
      expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
    }
  }
})

test('every script of a page has the nonce of its answer, and no answer that of another', async () => {
  const nonces = new Set<string>()
  for (const path of ['/sign-in', '/', '/connections', '/no-such-page']) {
    const answer = await call(path, { headers: { cookie: path === '/sign-in' ? '' : await cookieOf('ada') } })
    const policy = answer.headers.get('content-security-policy') ?? ''
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? ''
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).toContain("object-src 'none'")
    expect(policy).not.toContain("'unsafe-eval'")
    expect(/script-src[^;]*unsafe-inline/.test(policy)).toBe(false)
    expect(answer.headers.get('x-frame-options')).toBe('DENY')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    const scripts = (await answer.text()).match(/<script\b[^>]*>/g) ?? []
    expect(scripts.length, path).toBeGreaterThan(0)
    for (const script of scripts) expect(script).toContain(`nonce="${nonce}"`)
    nonces.add(nonce)
  }
  expect(nonces.size).toBe(4)
})

test('the cookie is for our own pages alone, and not for their scripts', async () => {
  const first = await fetch(url('/api/auth/csrf'))
  const { csrfToken } = (await first.json()) as { csrfToken: string }
  const { email, password } = personOfDemo('erin')
  const answer = await call('/api/auth/callback/password', {
    method: 'POST',
    headers: {
      cookie: first.headers
        .getSetCookie()
        .map((line) => line.split(';')[0])
        .join('; '),
    },
    body: new URLSearchParams({ csrfToken, email, password, json: 'true' }),
  })
  const session = answer.headers.getSetCookie().find((line) => line.includes('session-token')) ?? ''
  expect(session).toMatch(/; HttpOnly/i)
  expect(session).toMatch(/; SameSite=Lax/i)
})

test('a sign-in takes no session that was there before, and begins another', async ({ page, context }) => {
  const { cookies } = await signIn('erin')
  const before = cookies.find(({ name }) => name.includes('session-token'))
  await context.addCookies([{ name: before?.name ?? '', value: 'planted', url: demoFile().consoleUrl }])
  await page.goto('/sign-in')
  await signInByForm(page, 'erin')
  await page.waitForURL((to) => to.pathname === '/')
  const after = (await context.cookies()).find(({ name }) => name.includes('session-token'))
  expect(after?.value).not.toBe('planted')
  expect(after?.value).not.toBe(before?.value)
})

test('nothing leads to another site', async ({ page }) => {
  for (const next of [EVIL, '//evil.example', '/\\evil.example', '/%09/evil.example']) {
    await page.context().clearCookies()
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`)
    await signInByForm(page, 'erin')
    await page.waitForURL((to) => to.pathname !== '/sign-in')
    expect(new URL(page.url()).origin).toBe(demoFile().consoleUrl)
  }
  const first = await fetch(url('/api/auth/csrf'))
  const { csrfToken } = (await first.json()) as { csrfToken: string }
  const out = await call('/api/auth/signout', {
    method: 'POST',
    headers: {
      cookie: first.headers
        .getSetCookie()
        .map((line) => line.split(';')[0])
        .join('; '),
    },
    body: new URLSearchParams({ csrfToken, callbackUrl: EVIL }),
  })
  expect(out.headers.get('location') ?? '').not.toContain('evil')
})

test('addresses that we write come from our settings, whatever Host says', async () => {
  const answer = await raw('/api/auth/providers', {
    host: 'evil.example',
    'x-forwarded-host': 'evil.example',
  })
  expect(answer).toContain(demoFile().consoleUrl)
  expect(answer).not.toContain('evil.example')
})

test('headers that frameworks once believed open nothing', async () => {
  for (const headers of [
    { 'x-middleware-subrequest': 'src/proxy:src/proxy:src/proxy:src/proxy:src/proxy' },
    { 'x-middleware-subrequest': 'middleware:middleware:middleware:middleware:middleware' },
    { 'x-sallyport-path': '/audit' },
  ]) {
    const page = await call('/audit', { headers })
    expect([302, 303, 307, 308]).toContain(page.status)
    expect(page.headers.get('location')).toMatch(/\/sign-in/)
    const api = await call('/api/trpc/audit.list', { headers })
    expect(api.status).toBe(401)
  }
  // There is no server action: whatever is called by an id of one does nothing.
  const action = await call('/', {
    method: 'POST',
    headers: {
      'next-action': '7f'.repeat(20),
      'content-type': 'text/plain;charset=UTF-8',
      cookie: await cookieOf('ada'),
    },
    body: '[]',
  })
  expect(action.status).toBeGreaterThanOrEqual(400)
})

test('no one asks for more than a page, or for the page of somebody else', async () => {
  const { api } = await signIn('ada')
  const ask = (input: object) => api.audit.list.query(input as never)
  expect((await ask({ limit: 1e9, take: 1e9, pageSize: 1e9 })).items.length).toBeLessThanOrEqual(50)
  await expect(ask({ cursor: "' OR 1=1 --" })).rejects.toThrow()
  await expect(ask({ search: 'x'.repeat(10_000) })).rejects.toThrow()
})

test('a body that is too large is not read', async () => {
  const answer = await call('/api/trpc/groups.create', {
    method: 'POST',
    headers: { origin: demoFile().consoleUrl, 'content-type': 'application/json' },
    body: 'x'.repeat(9 * 1024 * 1024),
  }).catch(() => null)
  if (answer) expect(answer.status).toBe(413)
})

/** With headers that fetch does not let one set. */
function raw(path: string, headers: Readonly<Record<string, string>>): Promise<string> {
  const { hostname, port } = new URL(demoFile().consoleUrl)
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, path, headers }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (part: string) => {
        text += part
      })
      answer.on('end', () => resolve(text + JSON.stringify(answer.headers)))
    })
    asked.once('error', reject).end()
  })
}
