import { createReadStream, existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { type ExportVerification, verifyExport } from '@sallyport/recording'
import { CommandError, EXIT } from './exit'

export interface VerifyOptions {
  /** An exported file, `-` for standard input, or a session's id. */
  readonly what: string
  /** The ids of the keys that may have signed; undefined: any, and the answer names them. */
  readonly trusted: readonly string[] | undefined
  readonly url: string
  /** Only a session's id needs one. */
  readonly token: () => Promise<string>
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const TIMEOUT_MS = 10 * 60_000

/** Checks a recording: a file without asking anybody, a session's by fetching its export. */
export async function verifyRecording(options: VerifyOptions): Promise<ExportVerification> {
  const input = await open(options)
  return verifyExport(createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY }), options.trusted)
}

async function open({ what, url, token }: VerifyOptions): Promise<Readable> {
  if (what === '-') return process.stdin
  if (existsSync(what)) return createReadStream(what)
  if (!UUID.test(what))
    throw new CommandError(EXIT.usage, `There is no file "${what}", and it is no session's id.`)
  return download(new URL(`/api/recordings/${what}/export`, url), await token())
}

async function download(from: URL, token: string): Promise<Readable> {
  const request = { headers: { authorization: `Bearer ${token}` }, signal: AbortSignal.timeout(TIMEOUT_MS) }
  const response = await fetch(from, request).catch(() => {
    throw new CommandError(EXIT.unreachable, `The console at ${from.origin} does not answer.`)
  })
  if (!response.ok || !response.body) {
    const { message } = (await response.json().catch(() => ({}))) as { message?: string }
    const words = message ?? `The console answered ${response.status}.`
    throw new CommandError(
      response.status === 401 || response.status === 403 ? EXIT.refused : EXIT.failed,
      words,
    )
  }
  return Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0])
}

/** What was found, for people. */
export function sayVerification(found: ExportVerification): string {
  if (!found.ok)
    return `Not as it was recorded: event ${found.event + 1} (line ${found.line}): ${found.reason}.\n`
  const { sessionId, events, isEnded, kids } = found
  return [
    `Session ${sessionId}: all ${events} events are as they were recorded${isEnded ? '' : ' so far'}.`,
    `Signed by ${kids.join(', ')}.`,
    '',
  ].join('\n')
}
