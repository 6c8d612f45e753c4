import { converse } from '../../apps/gateway/src/fuzz/converse'
import { fuzzCodec } from '../../apps/gateway/src/fuzz/fuzz-codec'
import { Random } from '../../apps/gateway/src/fuzz/random'
import { startScriptedServer } from '../../apps/gateway/src/fuzz/scripted-server'
import { startGatewayProcess } from '../gateway'
import type { Suite } from '../suite'

const AT_ONCE = 32
/** Memory that a process may have gained between a tenth of the way and its end. */
const MAX_GROWTH = 128 * 1024 * 1024

/**
 * Mutated messages of both sides through a gateway of its own, with masking on. There is no direct run: the
 * outcome must be that nothing crashed, hung or grew.
 */
export function fuzz(count: number, seed: number): Suite {
  return {
    name: 'fuzz',
    prepare: async () => null,
    async run(route) {
      if (route.name === 'direct') return EXPECTED
      const random = new Random(seed)
      const server = await startScriptedServer(random, 12)
      const target = { host: '127.0.0.1', port: server.port, username: 'u', password: 'p' }
      const gateway = await startGatewayProcess(target, { isForFuzzing: true })
      const outcome = new Map(EXPECTED)
      try {
        fuzzCodec(random, count)
        let baseline = 0
        let hung = 0
        let unforeseen = 0
        for (let sent = 0; sent < count && !gateway.hasEnded; ) {
          const ended = await Promise.all(
            Array.from({ length: AT_ONCE }, () => converse(gateway, random, random.chance(5))),
          )
          sent += ended.reduce((sum, { messages }) => sum + messages, 0)
          hung += ended.filter(({ hangs }) => hangs).length
          unforeseen += ended.filter(({ errors }) => errors.some((error) => error.endsWith('XX000'))).length
          if (baseline === 0 && sent > count / 10) baseline = gateway.residentBytes() ?? 0
        }
        const growth = (gateway.residentBytes() ?? 0) - baseline
        if (gateway.hasEnded) outcome.set('does not crash', gateway.log().slice(-500))
        if (hung > 0) outcome.set('does not hang', `${hung} conversations`)
        if (unforeseen > 0) outcome.set('meets no error that nobody foresaw', unexpected(gateway.log()))
        if (growth > MAX_GROWTH) outcome.set('does not grow', `${Math.round(growth / 1024 / 1024)} MB`)
        return outcome
      } finally {
        await gateway.stop()
        server.close()
      }
    },
  }
}

/** Of the log, the first of what nobody foresaw. */
function unexpected(log: string): string {
  return log.split('\n').find((line) => line.includes('unexpected error')) ?? 'nothing is logged of it'
}

const EXPECTED = new Map([
  ['does not crash', 'ok'],
  ['does not hang', 'ok'],
  ['does not grow', 'ok'],
  ['meets no error that nobody foresaw', 'ok'],
])
