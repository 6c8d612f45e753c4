import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { freePort } from '@sallyport/testkit'
import Provider from 'oidc-provider'

export interface IdentityProvider {
  /** What the console must be told of it. */
  readonly env: Readonly<Record<string, string>>
  /** What its `groups` claim says of an e-mail address, from the next sign-in on. */
  readonly groups: Map<string, readonly string[]>
  stop(): Promise<void>
}

export const PROVIDER_NAME = 'Acme ID'

/** In front of an address at the provider's own sign-in: it did not verify that the address is theirs. */
export const UNVERIFIED = 'unverified:'

/** An OpenID provider that knows everybody: whoever signs in there has the e-mail address that they type. */
export async function startIdentityProvider(consoleUrl: string): Promise<IdentityProvider> {
  const port = await freePort()
  const issuer = `http://localhost:${port}`
  const client = { client_id: 'sallyport', client_secret: randomBytes(24).toString('base64url') }
  const groups = new Map<string, readonly string[]>()
  const provider = new Provider(issuer, {
    clients: [{ ...client, redirect_uris: [`${consoleUrl}/api/auth/callback/oidc`] }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
    conformIdTokenClaims: false, // the claims are in the ID token, and not only at userinfo
    cookies: { keys: [randomBytes(24).toString('base64url')] },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({
        sub: `acme|${id}`,
        email: id.replace(UNVERIFIED, ''),
        email_verified: !id.startsWith(UNVERIFIED),
        groups: groups.get(id.toLowerCase()) ?? [],
      }),
    }),
  })
  const server = createServer(provider.callback()).listen(port, 'localhost')
  await once(server, 'listening')

  return {
    groups,
    env: {
      SALLYPORT_OIDC_ISSUER: issuer,
      SALLYPORT_OIDC_CLIENT_ID: client.client_id,
      SALLYPORT_OIDC_CLIENT_SECRET: client.client_secret,
      SALLYPORT_OIDC_NAME: PROVIDER_NAME,
    },
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
