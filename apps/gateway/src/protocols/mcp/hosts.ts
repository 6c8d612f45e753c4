import { originValidationResponse, validateHostHeader } from '@modelcontextprotocol/server'

const LOCAL = ['localhost', '127.0.0.1', '[::1]']

/**
 * Keeps browsers' pages out that are not ours: one that a name was bound to this machine for (Host), or one that simply
 * sends (Origin). Clients that are no browsers send no Origin. Null: it may come in.
 */
export function refuseHost(request: Request, ownUrl: URL): Response | null {
  const allowed = [...LOCAL, ownUrl.hostname]
  const host = validateHostHeader(request.headers.get('host'), allowed)
  if (!host.ok) return Response.json({ error: 'this host is not served here' }, { status: 403 })
  return originValidationResponse(request, allowed) ?? null
}
