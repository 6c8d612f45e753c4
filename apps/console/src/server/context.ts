import 'server-only'

import { type Context, findCaller } from '@sallyport/api'
import { cookies, headers } from 'next/headers'
import { readConsoleSession } from './console-session'
import { services } from './services'

/** The context of the request that is being served; in pages and route handlers alike. */
export async function requestContext(): Promise<Context> {
  const { db, masterKey, live, store, settings } = services()
  const authorization = (await headers()).get('authorization')
  const consoleSessionId =
    authorization === null ? await readConsoleSession((await cookies()).getAll()) : null
  const caller = await findCaller(db, settings, { authorization, consoleSessionId })
  return { db, masterKey, live, store, settings, caller }
}
