import type { TlsMode } from '@sallyport/core'

/** What a pasted address says; what it does not say is left out. */
export interface Address {
  readonly host?: string
  readonly port?: number
  readonly database?: string
  readonly username?: string
  readonly password?: string
  readonly tlsMode?: TlsMode
}

export type Parsed = { readonly address: Address } | { readonly problem: string }

/** libpq's sslmode in our words: what does not verify becomes `require`, what need not encrypt too. */
const TLS: Readonly<Record<string, TlsMode>> = {
  disable: 'disable',
  allow: 'require',
  prefer: 'require',
  require: 'require',
  'verify-ca': 'verify-full',
  'verify-full': 'verify-full',
}

/**
 * Reads what people have at hand: `postgres://`, the same behind `jdbc:`, or libpq's `host=… port=…`. It fills in a
 * form; what is sent are the form's fields.
 */
export function parseAddress(text: string): Parsed {
  const trimmed = text.trim().replace(/^jdbc:/i, '')
  if (/^postgres(ql)?:\/\//i.test(trimmed)) return parseUrl(trimmed)
  if (/(^|\s)(host|hostaddr|dbname)\s*=/i.test(trimmed)) return parseKeywords(trimmed)
  return { problem: 'Paste an address that begins with postgres:// or holds host=…' }
}

function parseUrl(text: string): Parsed {
  const rest = text.slice(text.indexOf('//') + 2)
  const [authority = ''] = rest.split(/[/?#]/)
  if (authority.slice(authority.lastIndexOf('@') + 1).includes(',')) return { problem: SEVERAL }
  let url: URL
  try {
    url = new URL(`http://${rest}`) // a scheme that URL knows, so that it reads host and port
  } catch {
    return {
      problem:
        'This is no whole address: a special character in the password has to be written as %40 and such',
    }
  }
  const port = /:(\d+)$/.exec(authority)?.[1] // URL leaves out port 80
  const { searchParams: extra } = url
  return of({
    host: decode(url.hostname).replace(/^\[|\]$/g, '') || extra.get('host'),
    port: port ?? extra.get('port'),
    database: decode(url.pathname.slice(1)) || extra.get('dbname'),
    username: decode(url.username) || extra.get('user'),
    password: decode(url.password) || extra.get('password'),
    tls: extra.get('sslmode') ?? (extra.get('ssl') === 'true' ? 'require' : null),
  })
}

function parseKeywords(text: string): Parsed {
  const found = new Map<string, string>()
  // A value with spaces stands in quotes; a backslash keeps the next character: libpq, 34.1.1.1.
  for (const [, key = '', quoted, bare] of text.matchAll(/(\w+)\s*=\s*(?:'((?:\\.|[^'\\])*)'|(\S+))/g)) {
    found.set(key.toLowerCase(), (quoted ?? bare ?? '').replaceAll(/\\(.)/g, '$1'))
  }
  const host = found.get('host') ?? found.get('hostaddr')
  if (host?.includes(',')) return { problem: SEVERAL }
  return of({
    host,
    port: found.get('port'),
    database: found.get('dbname'),
    username: found.get('user'),
    password: found.get('password'),
    tls: found.get('sslmode'),
  })
}

const SEVERAL = 'It names several hosts: register the one that is to be used'

type Found = Readonly<
  Record<'host' | 'port' | 'database' | 'username' | 'password' | 'tls', string | null | undefined>
>

function of({ host, port, database, username, password, tls }: Found): Parsed {
  if (host?.startsWith('/'))
    return { problem: 'A socket on one machine is no address that a gateway reaches' }
  const tlsMode = tls ? TLS[tls] : undefined
  return {
    address: {
      ...(host && { host }),
      ...(port && { port: Number(port) }),
      ...(database && { database }),
      ...(username && { username }),
      ...(password && { password }),
      ...(tlsMode && { tlsMode }),
    },
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
