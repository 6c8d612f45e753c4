/**
 * Did the console's own pages send this? A cookie travels with requests of other sites' pages too, so what it may
 * change asks for the Origin that browsers add and pages cannot forge. A request that carries its own
 * `Authorization` uses no cookie, and comes from no page.
 */
export function isSameOrigin(headers: Headers, consoleUrl: string): boolean {
  if (headers.has('authorization')) return true
  return headers.get('origin') === consoleUrl
}
