import { once } from 'node:events'
import { createServer } from 'node:http'
import { freePort } from '@sallyport/testkit'
import { exportJWK, generateKeyPair } from 'jose'
import Provider from 'oidc-provider'

/** An OpenID provider that gives workloads tokens for what they are, by their client credentials. */
export interface WorkloadIssuer {
  readonly url: string
  /** What the workload asks for and gets: RFC 6749, section 4.4. */
  token(workload: string, audience?: string): Promise<string>
  /** Signs with another key from now on, and publishes that alone. */
  rotate(): Promise<void>
  stop(): Promise<void>
}

const SECRET = 'known to the workload and to nobody else'

/** `claims`: what the provider says of each workload in its tokens, besides `sub`. */
export async function startWorkloadIssuer(
  claims: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): Promise<WorkloadIssuer> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  let callback = await provide(url, claims)
  const server = createServer((request, response) => callback(request, response)).listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    url,
    async token(workload, audience = 'sallyport') {
      const answer = await fetch(`${url}/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa(`${workload}:${encodeURIComponent(SECRET)}`)}` },
        body: new URLSearchParams({ grant_type: 'client_credentials', resource: `urn:for:${audience}` }),
      })
      const said = (await answer.json()) as { readonly access_token?: string }
      if (!said.access_token) throw new Error(`The provider gave no token: ${JSON.stringify(said)}`)
      return said.access_token
    },
    async rotate() {
      callback = await provide(url, claims)
    },
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function provide(url: string, claims: Readonly<Record<string, Readonly<Record<string, unknown>>>>) {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  const provider = new Provider(url, {
    clients: Object.keys(claims).map((workload) => ({
      client_id: workload,
      client_secret: SECRET,
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      id_token_signed_response_alg: 'ES256', // the only key there is
    })),
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig' }] },
    cookies: { keys: [SECRET] },
    extraTokenClaims: (_, { clientId }) => claims[clientId] ?? {},
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_, resource) => ({
          scope: '',
          audience: resource.replace('urn:for:', ''),
          accessTokenFormat: 'jwt',
          accessTokenTTL: 600,
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
  })
  return provider.callback()
}
