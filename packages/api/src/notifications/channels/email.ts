import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { SallyportError } from '@sallyport/core'
import { createTransport } from 'nodemailer'
import { assertAddress, isPrivate } from '../../outside/reachable'
import type { Message, MessageData } from '../message'
import type { MailServer } from '../schema'
import type { ChannelSecret } from '../secret'

const TIMEOUT_MS = 10_000

/** What a mail says, and where its link leads. */
export interface Mail extends Pick<Message, 'title' | 'lines'> {
  readonly data: Pick<MessageData, 'url'>
}

/** Plain text by SMTP, with a link. The password is sent inside TLS only. */
export async function sendEmail(
  message: Mail,
  server: MailServer,
  recipients: readonly string[],
  { password }: ChannelSecret,
  allowedHosts: readonly string[],
): Promise<string> {
  if (recipients.length === 0) {
    throw new SallyportError('NOT_FOUND', 'there is nobody to send it to', {
      hint: 'Name recipients, or give approvers an e-mail address.',
    })
  }
  const transport = createTransport({
    host: await addressOf(server.host, allowedHosts),
    port: server.port,
    secure: server.security === 'tls',
    requireTLS: server.security === 'starttls',
    ignoreTLS: server.security === 'none',
    ...(!isIP(server.host) && { tls: { servername: server.host } }),
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...authOf(server, password),
  })
  try {
    const { accepted } = await transport.sendMail({
      from: server.from,
      to: [],
      bcc: [...recipients],
      subject: message.title,
      text: [message.title, '', ...message.lines, '', message.data.url].join('\n'),
      headers: { 'Auto-Submitted': 'auto-generated' }, // RFC 3834: nobody's holiday is answered to us
    })
    return `accepted for ${accepted.length} of ${recipients.length} recipients`
  } catch (cause) {
    throw new SallyportError('TARGET_UNREACHABLE', `the mail server refused it: ${reasonOf(cause)}`, {
      cause,
    })
  } finally {
    transport.close()
  }
}

function authOf({ username, security }: MailServer, password: string | undefined) {
  if (!username || password === undefined) return {}
  if (security === 'none') {
    throw new SallyportError('INVALID_INPUT', 'a password is not sent without TLS', {
      hint: 'Choose STARTTLS or TLS.',
    })
  }
  return { auth: { user: username, pass: password } }
}

/** Resolved and checked here, so that the address which is checked is the one that is used. */
async function addressOf(host: string, allowed: readonly string[]): Promise<string> {
  assertAddress(host, allowed)
  if (isIP(host)) return host
  const found = await lookup(host, { all: true }).catch(() => [])
  const usable = allowed.includes(host.toLowerCase())
    ? found
    : found.filter(({ address }) => !isPrivate(address))
  const [first] = usable
  if (!first)
    throw new SallyportError('TARGET_UNREACHABLE', `“${host}” leads nowhere that mail may be sent to`)
  return first.address
}

/** The server's code and nothing of its words, in which anything may stand. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'unknown'
  const { responseCode, code } = cause as { responseCode?: number; code?: string }
  return String(responseCode ?? code ?? 'it could not be reached')
}
