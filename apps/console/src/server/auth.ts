import 'server-only'

import {
  completeSignIn,
  FactorCode,
  SignIn,
  signInWithOidc,
  signInWithPassword,
  signOut,
} from '@sallyport/api'
import { SallyportError } from '@sallyport/core'
import { cookies, headers } from 'next/headers'
import type { AuthOptions } from 'next-auth'
import CredentialsProvider from 'next-auth/providers/credentials'
import type { Provider } from 'next-auth/providers/index'
import { environment } from '../env'
import { clientAddress } from './client-address'
import { readConsoleSession } from './console-session'
import { logError } from './log'
import { services } from './services'

const LASTS_SECONDS = 12 * 3_600

/** What the sign-in page calls the OIDC provider; null when none is configured. */
export function oidcName(): string | null {
  const { SALLYPORT_OIDC_ISSUER, SALLYPORT_OIDC_NAME } = environment()
  return SALLYPORT_OIDC_ISSUER ? SALLYPORT_OIDC_NAME : null
}

/** The cookie carries the id of a ConsoleSession and nothing else; the row says whether it still counts. */
export function authOptions(): AuthOptions {
  return {
    secret: environment().NEXTAUTH_SECRET,
    session: { strategy: 'jwt', maxAge: LASTS_SECONDS },
    pages: { signIn: '/sign-in', error: '/sign-in' },
    providers: [passwordProvider(), secondFactorProvider(), ...oidcProviders()],
    callbacks: {
      async signIn({ user, account, profile }) {
        if (account?.provider !== 'oidc') return true
        try {
          const signedIn = await signInWithOidc(services().db, profile, await comesFrom())
          user.consoleSessionId = signedIn.consoleSessionId
          return true
        } catch (error) {
          if (error instanceof SallyportError) return false
          throw error
        }
      },
      jwt({ token, user }) {
        if (user) return { consoleSessionId: user.consoleSessionId }
        return token
      },
      session: ({ session }) => ({ expires: session.expires }),
    },
    events: {
      async signOut({ token }) {
        if (typeof token?.consoleSessionId === 'string') await signOut(services().db, token.consoleSessionId)
      },
    },
    logger: {
      error: (code, metadata) =>
        logError(`sign-in: ${code}`, metadata instanceof Error ? metadata : metadata.error),
    },
  }
}

async function comesFrom() {
  const given = await headers()
  return { address: clientAddress(given), userAgent: given.get('user-agent') ?? '' }
}

function passwordProvider(): Provider {
  return CredentialsProvider({
    id: 'password',
    name: 'password',
    credentials: { email: { type: 'email' }, password: { type: 'password' } },
    async authorize(credentials) {
      const input = SignIn.safeParse(credentials)
      if (!input.success) return null
      const { db, backOff } = services()
      try {
        return await signInWithPassword(db, backOff, input.data, await comesFrom())
      } catch (error) {
        // next-auth shows an error's message to whoever signs in; null becomes its own CredentialsSignin.
        if (error instanceof SallyportError) {
          if (error.code === 'UNAUTHENTICATED') return null
          throw new Error(error.message)
        }
        logError('sign-in', error)
        throw new Error('The sign-in did not work: try again later')
      }
    },
  })
}

/** The second step of a sign-in, whichever the first was: its cookie says whose. */
function secondFactorProvider(): Provider {
  return CredentialsProvider({
    id: 'second-factor',
    name: 'second factor',
    credentials: { code: { type: 'text' } },
    async authorize(credentials) {
      const code = FactorCode.safeParse(credentials?.code)
      const consoleSessionId = await readConsoleSession((await cookies()).getAll())
      if (!code.success || consoleSessionId === null) return null
      try {
        return await completeSignIn(services(), consoleSessionId, code.data, await comesFrom())
      } catch (error) {
        if (error instanceof SallyportError) throw new Error(error.message)
        logError('sign-in', error)
        throw new Error('The sign-in did not work: try again later')
      }
    },
  })
}

function oidcProviders(): readonly Provider[] {
  const {
    SALLYPORT_OIDC_ISSUER: issuer,
    SALLYPORT_OIDC_CLIENT_ID: clientId,
    SALLYPORT_OIDC_CLIENT_SECRET: clientSecret,
    SALLYPORT_OIDC_NAME: name,
    SALLYPORT_OIDC_SCOPE: scope,
  } = environment()
  if (!issuer || !clientId || !clientSecret) return []
  return [
    {
      id: 'oidc',
      name,
      type: 'oauth',
      wellKnown: `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
      issuer,
      clientId,
      clientSecret,
      idToken: true,
      checks: ['pkce', 'state', 'nonce'],
      authorization: { params: { scope } },
      profile: (claims: { readonly sub: string; readonly email?: string }) => ({
        id: claims.sub,
        email: claims.email ?? null,
      }),
    },
  ]
}
