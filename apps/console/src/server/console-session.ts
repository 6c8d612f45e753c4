import { decode } from 'next-auth/jwt'
import { z } from 'zod'
import { environment } from '../env'

const Claims = z.object({ consoleSessionId: z.uuid() })

export interface Cookie {
  readonly name: string
  readonly value: string
}

/** next-auth's own name for it: `__Secure-` makes browsers refuse to send it in the clear. */
function cookieName(): string {
  const isSecure = environment().SALLYPORT_CONSOLE_URL.startsWith('https:')
  return `${isSecure ? '__Secure-' : ''}next-auth.session-token`
}

/** The sign-in that the cookie names, or null. Whether that sign-in still counts is in the database. */
export async function readConsoleSession(cookies: readonly Cookie[]): Promise<string | null> {
  const token = joinChunks(cookies, cookieName())
  if (!token) return null
  try {
    const claims = Claims.safeParse(await decode({ token, secret: environment().NEXTAUTH_SECRET }))
    return claims.success ? claims.data.consoleSessionId : null
  } catch {
    return null // forged, damaged, expired, or of another secret: not signed in
  }
}

/** next-auth splits a long cookie into name.0, name.1, … */
function joinChunks(cookies: readonly Cookie[], wanted: string): string {
  const parts = new Map(cookies.map(({ name, value }) => [name, value]))
  const whole = parts.get(wanted)
  if (whole !== undefined) return whole
  let joined = ''
  for (let index = 0; ; index++) {
    const part = parts.get(`${wanted}.${index}`)
    if (part === undefined) return joined
    joined += part
  }
}
