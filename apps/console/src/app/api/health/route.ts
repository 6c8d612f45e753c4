import { logError } from '~/server/log'
import { services } from '~/server/services'

export const dynamic = 'force-dynamic'

/** For balancers and compose files: the console serves, and its database answers. */
export async function GET(): Promise<Response> {
  try {
    await services().db.$queryRaw`SELECT 1`
    return Response.json({ status: 'ok' })
  } catch (error) {
    logError('health', error)
    return Response.json({ status: 'database unavailable' }, { status: 503 })
  }
}
