import { existsSync, writeFileSync } from 'node:fs'
import { z } from 'zod'

const ANSWER_WITHIN_MS = 10_000
const Answer = z.object({ name: z.string(), credential: z.string().min(32) })
const Refusal = z.object({ message: z.string() })

interface Place {
  readonly consoleUrl: string
  readonly code: string
  /** Where the credential is kept from now on. */
  readonly file: string
}

/** Trades a code that is good once for this gateway's credential, and keeps that where only we read it. */
export async function enrol({ consoleUrl, code, file }: Place): Promise<string> {
  if (existsSync(file)) throw new Error(`${file} holds a credential already: this gateway is enrolled`)
  const answer = await fetch(new URL('/api/gateways/enrol', consoleUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code }),
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  })
  const body: unknown = await answer.json().catch(() => null)
  if (!answer.ok) {
    const refusal = Refusal.safeParse(body)
    throw new Error(
      `The console did not enrol this gateway: ${refusal.success ? refusal.data.message : answer.status}`,
    )
  }
  const { credential } = Answer.parse(body)
  writeFileSync(file, credential, { mode: 0o600, flag: 'wx' })
  return credential
}
