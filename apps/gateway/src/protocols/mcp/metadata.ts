/** OAuth 2.0 Protected Resource Metadata: RFC 9728. */
export const METADATA_PATH = '/.well-known/oauth-protected-resource'

export function metadataUrl(ownUrl: URL): string {
  return new URL(METADATA_PATH + ownUrl.pathname, ownUrl).href
}

/** Where a client gets tokens for this resource; public, also for pages in browsers. */
export function protectedResource(ownUrl: URL, consoleUrl: string): Response {
  const document = {
    resource: ownUrl.href,
    authorization_servers: [consoleUrl],
    scopes_supported: ['connect'],
    bearer_methods_supported: ['header'],
    resource_name: 'Sallyport',
  }
  return Response.json(document, {
    headers: { 'Access-Control-Allow-Origin': '*', 'Cache-Control': 'max-age=300' },
  })
}
