import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  Client,
  type OAuthClientInformationMixed,
  type OAuthClientProvider,
  type OAuthTokens,
  StreamableHTTPClientTransport,
  UnauthorizedError,
} from '@modelcontextprotocol/client'
import { connectPg } from '../pg-client'
import { demoFile } from '../product'
import { expect, test } from './test'

// A desktop client that knows nothing but the address: the official SDK's own OAuth, and a person in a browser.

/** Keeps in memory what a desktop client keeps on disk. */
class Desktop implements OAuthClientProvider {
  /** Another one each time, for all tests share one console. */
  readonly name = `Desktop ${randomBytes(3).toString('hex')}`
  readonly redirectUrl: string
  readonly clientMetadata
  authorizationUrl: URL | null = null
  private client: OAuthClientInformationMixed | undefined
  private kept: OAuthTokens | undefined
  private verifier = ''

  constructor(redirectUrl: string) {
    this.redirectUrl = redirectUrl
    this.clientMetadata = { client_name: this.name, redirect_uris: [redirectUrl] }
  }
  clientInformation() {
    return this.client
  }
  saveClientInformation(client: OAuthClientInformationMixed) {
    this.client = client
  }
  tokens() {
    return this.kept
  }
  saveTokens(tokens: OAuthTokens) {
    this.kept = tokens
  }
  redirectToAuthorization(url: URL) {
    this.authorizationUrl = url
  }
  saveCodeVerifier(verifier: string) {
    this.verifier = verifier
  }
  codeVerifier() {
    return this.verifier
  }
}

/** Where the browser brings the answer. */
async function listen() {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const answer = new Promise<URLSearchParams>((resolve) =>
    server.on('request', (request, response) => {
      response.end('done')
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1')
      if (pathname === '/callback') resolve(searchParams)
    }),
  )
  const redirectUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`
  return { redirectUrl, answer, close: () => server.close() }
}

test('a client that knows only the address gets in when a person agrees, and out when they take it back', async ({
  as,
}) => {
  const place = await listen()
  const desktop = new Desktop(place.redirectUrl)
  const transport = () =>
    new StreamableHTTPClientTransport(new URL(demoFile().gateway.mcp), { authProvider: desktop })
  const first = transport()
  await expect(new Client({ name: 'desktop', version: '1' }).connect(first)).rejects.toThrow(
    UnauthorizedError,
  )

  const page = await as('erin')
  await page.goto(desktop.authorizationUrl?.href ?? '')
  await expect(page.getByRole('heading', { name: `Let ${desktop.name} act as you?` })).toBeVisible()
  await expect(page.getByText('Approve requests, or make other tokens: never')).toBeVisible()
  await expect(page.getByText('a program on this machine (127.0.0.1)')).toBeVisible()
  await page.getByRole('button', { name: 'Give access' }).click()
  await first.finishAuth(await place.answer)
  place.close()

  const client = new Client({ name: 'desktop', version: '1' })
  await client.connect(transport())
  const { structuredContent } = await client.callTool({ name: 'list_connections', arguments: {} })
  expect(structuredContent).toMatchObject({ you: 'Erin Engineer', connections: [{ name: 'shop' }] })

  // A token for the address of MCP is none for PostgreSQL.
  await expect(connectPg(desktop.tokens()?.access_token ?? '')).rejects.toMatchObject({ code: '28P01' })

  await page.goto('/account')
  await page.getByRole('row', { name: desktop.name }).getByRole('button', { name: 'Take back' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Take back' }).click()
  await expect(page.getByRole('alertdialog')).toHaveCount(0) // which hides the rows behind it
  await expect(page.getByRole('row', { name: desktop.name })).toHaveCount(0)
  const isRefused = async () =>
    (await client.callTool({ name: 'list_connections', arguments: {} }).catch(() => ({ isError: true })))
      .isError
  await expect.poll(isRefused).toBe(true)
  await client.close()
})

test('a client is told when the person refuses', async ({ as }) => {
  const place = await listen()
  const desktop = new Desktop(place.redirectUrl)
  const transport = new StreamableHTTPClientTransport(new URL(demoFile().gateway.mcp), {
    authProvider: desktop,
  })
  await expect(new Client({ name: 'desktop', version: '1' }).connect(transport)).rejects.toThrow()
  const page = await as('erin')
  await page.goto(desktop.authorizationUrl?.href ?? '')
  await page.getByRole('button', { name: 'Refuse' }).click()
  expect((await place.answer).get('error')).toBe('access_denied')
  place.close()
})

test('a request that cannot be believed leads nowhere', async ({ as }) => {
  const page = await as('erin')
  await page.goto(
    '/oauth/authorize?response_type=code&client_id=sallyport-cli&redirect_uri=https://evil.example/',
  )
  await expect(page.getByText('Nothing was given')).toBeVisible()
  await page.goto('/oauth/device?code=AAAA-BBBB')
  await expect(page.getByText('There is no such program that waits with this code')).toBeVisible()
})
