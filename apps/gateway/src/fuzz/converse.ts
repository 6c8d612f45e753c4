import { connect } from 'node:net'
import { startup } from '../attacks/wire.fixture'
import { cstring, message } from '../protocols/postgres/codec/write'
import { mutate } from './mutate'
import type { Random } from './random'
import { OF_CLIENT, SYNC } from './samples'

export interface Conversed {
  readonly messages: number
  /** The gateway let it in. */
  readonly isSignedIn: boolean
  /** It was still open after the deadline: the gateway hangs. */
  readonly hangs: boolean
  /** Severities and codes that it was told: `FATAL 08P01`. */
  readonly errors: readonly string[]
}

interface Address {
  readonly port: number
  readonly token: string
}

const DEADLINE_MS = 60_000
/** A message whose length was damaged waits for more: the client's leaving ends it. */
const LEAVES_AFTER_MS = 20
const MAX_KEPT = 65_536

/**
 * One client's conversation, some of whose messages are damaged, to its end: it leaves, and the gateway must
 * have closed the connection soon after.
 */
export function converse(
  { port, token }: Address,
  random: Random,
  damagesSignIn: boolean,
): Promise<Conversed> {
  const greeting = startup({ user: 'fuzz', database: 'fuzz' })
  const password = message('p', cstring(damagesSignIn ? `x${token.slice(1)}` : token))
  const damaged = (bytes: Buffer) => (damagesSignIn ? mutate(bytes, random) : bytes)
  const requests = Array.from({ length: 1 + random.below(30) }, () => {
    const request = random.oneOf(OF_CLIENT)
    return random.chance(6) ? mutate(request, random) : request
  })
  const bytes = Buffer.concat([...requests, SYNC])
  const steps = [damaged(greeting), damaged(password), bytes]
  const awaited = damagesSignIn ? [] : ['R\0\0\0\x08\0\0\0\x03', 'Z\0\0\0\x05I']
  return new Promise((resolve) => {
    let received = ''
    let hangs = false
    let step = 0
    const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true })
    const late = setTimeout(() => {
      hangs = true
      socket.destroy()
    }, DEADLINE_MS)
    const say = () => {
      while (step < steps.length && (step === 0 || received.includes(awaited[step - 1] ?? ''))) {
        const said = steps[step++] ?? Buffer.alloc(0)
        // In pieces, so that messages are cut anywhere.
        const cut = random.below(said.length + 1)
        socket.write(said.subarray(0, cut))
        socket.write(said.subarray(cut))
        if (step === steps.length) setTimeout(() => socket.end(), LEAVES_AFTER_MS)
      }
    }
    socket.on('connect', say)
    socket.on('data', (chunk) => {
      if (received.length < MAX_KEPT) received += chunk.toString('latin1')
      say()
    })
    socket.on('error', () => undefined) // the gateway may cut off what it has refused
    socket.on('end', () => socket.end())
    socket.on('close', () => {
      clearTimeout(late)
      const errors = [...received.matchAll(/S(ERROR|FATAL)\0V\w+\0C(\w{5})/g)].map(
        ([, severity, code]) => `${severity} ${code}`,
      )
      const isSignedIn = received.includes('R\0\0\0\x08\0\0\0\0')
      resolve({ messages: requests.length + 2, isSignedIn, hangs, errors })
    })
  })
}
