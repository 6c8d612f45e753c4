import type { MaskingRule } from '@sallyport/core'
import { decodeRowDescription } from '../protocols/postgres/codec/row-description'
import { rule, startGateway, type TestGateway, type TestTarget } from '../testing/test-gateway'
import { type AttackTarget, attackTarget } from './attack-files.fixture'
import * as say from './wire.fixture'
import { parse, query, type Reply, sync, Wire } from './wire.fixture'

/** What the masked columns hold in the other of two databases that are the same otherwise. */
const OTHER_SECRETS: readonly (readonly [string, string])[] = [
  ['078-05-1120', '519-84-3306'],
  ['ada.canary@example.test', 'eve.spoon@sample.test'],
  ['4111111111111111', '4012888888881881'],
  ['+1-202-555-0143', '+1-303-555-0188'],
  ['1975-03-14', '1964-11-27'],
  ['219-09-9999', '318-27-5555'],
  ['ssn:457-55-5462', 'ssn:665-31-7788'],
  ['12 Canary Lane', '77 Robin Road'],
  ['90210', '33101'],
]

const inOtherWorld = (text: string) =>
  OTHER_SECRETS.reduce((all, [secret, other]) => all.replaceAll(secret, other), text)

const MASKED = [
  ...['email', 'ssn', 'card', 'phone', 'dob', 'tags', 'addr', 'profile->ssn'].map(
    (column) => `**.customers.${column}`,
  ),
  '**.part.ssn',
  '**.orders.customer_ssn',
  '**.big.ssn',
]

export function maskingRule(what: Partial<MaskingRule> = {}): MaskingRule {
  return {
    id: 'masked',
    name: 'masked',
    connections: [],
    groups: [],
    columns: MASKED,
    detectors: [],
    dataClass: 'other',
    operator: 'redact',
    inference: 'source',
    ...what,
  }
}

export interface Attack {
  readonly id: string
  readonly title?: string
  readonly before?: readonly string[]
  readonly sql: readonly string[]
  readonly params?: readonly string[]
  readonly binary?: boolean
  readonly as?: 'postgres'
}

interface World {
  readonly target: AttackTarget
  readonly gateways: Readonly<Record<'svc' | 'postgres', TestGateway>>
  readonly text: (text: string) => string
}

/**
 * Two databases that differ in what is masked, and in nothing else. Whatever a client gets from both alike told
 * it nothing of that: not a value in any form, and not the answer to a question about it.
 */
export async function twoWorlds(masks = [maskingRule()]) {
  const make = async (text: World['text']): Promise<World> => {
    const target = await attackTarget(text)
    await target.renew()
    const start = (at: TestTarget) => startGateway(at, { rules: [rule('all', 'allow')], maskingRules: masks })
    return {
      target,
      gateways: { svc: await start(target.svc), postgres: await start(target.postgres) },
      text,
    }
  }
  const worlds = [await make((text) => text), await make(inOtherWorld)] as const

  async function answersOf({ target, gateways, text }: World, attack: Attack, way: 'direct' | 'gateway') {
    const who = attack.as ?? 'svc'
    await target.renew()
    const other = await Wire.direct(target[who])
    await other.ask(query(text("select '078-05-1120, 4111111111111111'")))
    const wire = way === 'direct' ? await Wire.direct(target[who]) : await Wire.through(gateways[who])
    const answers: string[] = []
    for (const each of [...(attack.before ?? []), ...attack.sql]) {
      const database = target[who].database
      const said = each.replaceAll('dbname=gwsec', `dbname=${database}`)
      const replies = await wire.ask(...messagesOf(said, attack))
      answers.push(...replies.map((reply) => shown(reply, database)))
      if (!wire.socket.writable) answers.push('the session ended')
    }
    wire.close()
    other.close()
    return answers
  }

  return {
    worlds,
    /** What a client gets in each of the worlds. */
    async answers(attack: Attack, way: 'direct' | 'gateway') {
      return [await answersOf(worlds[0], attack, way), await answersOf(worlds[1], attack, way)] as const
    },
    async close() {
      for (const { target, gateways } of worlds) {
        await Promise.all([gateways.svc.close(), gateways.postgres.close()])
        await target.drop()
      }
    },
  }
}

function messagesOf(text: string, { params, binary }: Attack): readonly Buffer[] {
  if (!params) return [query(text)]
  return [parse('', text), say.bind('', '', params, binary ? 1 : 0), say.execute(), sync]
}

/** What is the same in both but for the place and the moment. */
function shown({ type, body }: Reply, database: string): string {
  const text = body.toString('latin1').replaceAll(database, 'DATABASE')
  if (type === 'T')
    return `T${JSON.stringify(decodeRowDescription(body).map(({ name, format }) => [name, format]))}`
  if (type === 'A') return `A${text.slice(4)}` // the process that notified
  if (type === 'E' || type === 'N') return type + text.replace(/\0L\d+\0/, '\0')
  return type + text.replace(/pg_temp_\d+/g, 'pg_temp')
}
