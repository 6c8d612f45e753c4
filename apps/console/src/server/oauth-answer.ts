import { OAuthError } from '@sallyport/api'
import { SallyportError } from '@sallyport/core'
import { logError } from './log'

/** Programs in browsers ask from wherever they are; there is no cookie in it that could be abused. */
const HEADERS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Headers': 'content-type, mcp-protocol-version',
  'Access-Control-Allow-Methods': 'GET, POST, OPTIONS',
}
const PRIVATE = { ...HEADERS, 'Cache-Control': 'no-store', Pragma: 'no-cache' }

export function preflight(): Response {
  return new Response(null, { status: 204, headers: HEADERS })
}

export function publicDocument(document: object): Response {
  return Response.json(document, { headers: { ...HEADERS, 'Cache-Control': 'public, max-age=300' } })
}

/** RFC 6749, section 5: what an endpoint for programs answers, and how it refuses. */
export async function oauthAnswer(answer: () => Promise<object | null>, status = 200): Promise<Response> {
  try {
    const document = await answer()
    if (document === null) return new Response(null, { status, headers: PRIVATE })
    return Response.json(document, { status, headers: PRIVATE })
  } catch (error) {
    if (error instanceof OAuthError) return refuse(error.code, error.message, error.status)
    if (error instanceof SallyportError) return refuse('invalid_request', error.message, 400)
    logError('oauth', error)
    return refuse('server_error', 'Something went wrong on the server', 500)
  }
}

/** Parameters of a form, and of nothing else: RFC 6749 wants them there. */
export async function readForm(request: Request): Promise<URLSearchParams> {
  const type = request.headers.get('content-type') ?? ''
  if (!type.startsWith('application/x-www-form-urlencoded'))
    throw new OAuthError('invalid_request', 'send application/x-www-form-urlencoded')
  return new URLSearchParams(await request.text())
}

function refuse(error: string, description: string, status: number): Response {
  return Response.json({ error, error_description: description }, { status, headers: PRIVATE })
}
