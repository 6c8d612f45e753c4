import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CommandError, EXIT } from '../exit'
import { CLIENT_ID, post, type Server, type TokenAnswer } from './server'

const WAIT_MS = 5 * 60_000
const PAGE = (words: string) =>
  `<!doctype html><meta charset="utf-8"><title>Sallyport</title><body style="font:16px system-ui;margin:15vh auto;max-width:30rem;padding:0 1rem"><p>${words}`

/** Signs in with the person's browser, which brings the code back to a port of this machine: RFC 8252, with PKCE. */
export async function signInByBrowser(
  server: Server,
  scope: string,
  open: (url: string) => void,
): Promise<TokenAnswer> {
  const verifier = randomBytes(48).toString('base64url')
  const state = randomBytes(24).toString('base64url')
  const http = createServer()
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const redirectUri = `http://127.0.0.1:${(http.address() as AddressInfo).port}/callback`
  const url = new URL(server.authorization_endpoint)
  const asked = {
    response_type: 'code',
    client_id: CLIENT_ID,
    redirect_uri: redirectUri,
    scope,
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  }
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value)
  try {
    const answer = waitForAnswer(http, { state, issuer: server.issuer })
    open(url.href)
    const form = { grant_type: 'authorization_code', redirect_uri: redirectUri, code_verifier: verifier }
    return await post<TokenAnswer>(server.token_endpoint, { ...form, code: await answer })
  } finally {
    http.close()
    http.closeAllConnections()
  }
}

/** The code that the console sent; what did not come of our own request is not answered with anything. */
function waitForAnswer(
  http: ReturnType<typeof createServer>,
  { state, issuer }: { readonly state: string; readonly issuer: string },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(
      () => reject(new CommandError(EXIT.refused, 'Nobody signed in within five minutes.')),
      WAIT_MS,
    )
    http.on('request', (request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1')
      if (
        pathname !== '/callback' ||
        searchParams.get('state') !== state ||
        searchParams.get('iss') !== issuer
      ) {
        response.writeHead(404).end()
        return
      }
      clearTimeout(late)
      const code = searchParams.get('code')
      response.setHeader('content-type', 'text/html; charset=utf-8')
      response.end(
        PAGE(
          code
            ? 'You are signed in. You can close this page.'
            : 'Nothing was given. You can close this page.',
        ),
      )
      response.once('finish', () =>
        code
          ? resolve(code)
          : reject(new CommandError(EXIT.refused, searchParams.get('error_description') ?? 'You refused.')),
      )
    })
  })
}
