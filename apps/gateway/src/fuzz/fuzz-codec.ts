import { SallyportError } from '@sallyport/core'
import { startup } from '../attacks/wire.fixture'
import { decodeErrorFields } from '../protocols/postgres/codec/error-fields'
import { bodyOf, Framer } from '../protocols/postgres/codec/framer'
import * as frontend from '../protocols/postgres/codec/frontend'
import { decodeRowDescription } from '../protocols/postgres/codec/row-description'
import { decodeOpening, targetParameters } from '../protocols/postgres/startup'
import { mutate } from './mutate'
import type { Random } from './random'
import { OF_CLIENT, OF_SERVER } from './samples'

const decoders: readonly [(body: Buffer) => unknown, ...((body: Buffer) => unknown)[]] = [
  frontend.decodeQuery,
  frontend.decodeParse,
  frontend.decodeBind,
  frontend.decodeDescribe,
  frontend.decodeExecute,
  frontend.decodeFunctionCall,
  frontend.decodePassword,
  decodeErrorFields,
  decodeRowDescription,
]
const OPENING = startup([
  ['user', 'u'],
  ['database', 'd'],
  ['options', '-c statement_timeout=5s --TimeZone=UTC'],
])

/** Damaged messages through the framing and every decoder. Answers how many; throws what is not a refusal. */
export function fuzzCodec(random: Random, count: number): number {
  for (let sent = 0; sent < count; sent++) {
    const sample = random.oneOf(random.chance(2) ? OF_CLIENT : OF_SERVER)
    const bytes = mutate(sample, random)
    refusing(() => {
      for (const message of new Framer(1 << 20).push(bytes)) {
        for (const decode of decoders) refusing(() => decode(bodyOf(message)))
      }
    })
    refusing(() => random.oneOf(decoders)(bytes))
    refusing(() => {
      const read = decodeOpening(mutate(OPENING, random))
      if (read?.opening.kind === 'startup') targetParameters(read.opening.parameters)
    })
  }
  return count
}

function refusing(work: () => void): void {
  try {
    work()
  } catch (error) {
    if (!(error instanceof SallyportError)) throw error
  }
}
