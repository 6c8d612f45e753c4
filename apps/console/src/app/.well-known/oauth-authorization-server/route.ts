import { serverMetadata } from '@sallyport/api'
import { preflight, publicDocument } from '~/server/oauth-answer'
import { services } from '~/server/services'

export const dynamic = 'force-dynamic'
export const OPTIONS = preflight

/** Where programs ask for tokens: RFC 8414. */
export function GET(): Response {
  return publicDocument(serverMetadata(services().settings))
}
