const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])
/** Schemes that run or show something in the browser itself. */
const NEVER = new Set([
  'javascript:',
  'data:',
  'vbscript:',
  'file:',
  'blob:',
  'about:',
  'ftp:',
  'ws:',
  'wss:',
])

/** https, http of the person's own machine (RFC 8252), or a program's own scheme; no fragment, no credentials. */
export function isAllowedRedirect(uri: string): boolean {
  const url = parse(uri)
  if (!url || uri.includes('#') || url.username !== '' || url.password !== '') return false
  if (url.protocol === 'https:') return true
  if (url.protocol === 'http:') return LOOPBACK.has(url.hostname)
  return !NEVER.has(url.protocol)
}

/** The same address, character by character; on the loopback any port, which the program learns only when it asks. */
export function matchesRedirect(registered: string, asked: string): boolean {
  if (registered === asked) return isAllowedRedirect(asked)
  const [one, other] = [parse(registered), parse(asked)]
  if (!one || !other || !isAllowedRedirect(asked)) return false
  const isLoopback = one.protocol === 'http:' && LOOPBACK.has(one.hostname)
  return isLoopback && withoutPort(registered) === withoutPort(asked)
}

function parse(uri: string): URL | null {
  return URL.canParse(uri) ? new URL(uri) : null
}

function withoutPort(uri: string): string {
  return uri.replace(/^(http:\/\/(?:\[::1\]|[^/:?]+)):\d{1,5}(?=[/?]|$)/, '$1')
}
