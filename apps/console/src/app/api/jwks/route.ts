import { publicKeys } from '@sallyport/api'
import { services } from '~/server/services'

export const dynamic = 'force-dynamic'

/** The keys that verify the console's tokens: RFC 7517. */
export async function GET(): Promise<Response> {
  const keys = await publicKeys(services().db)
  return Response.json({ keys }, { headers: { 'Cache-Control': 'public, max-age=300' } })
}
