import { existsSync, rmSync } from 'node:fs'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { message } from '../protocols/postgres/codec/write'
import { rule, startGateway, type TestGateway } from '../testing/test-gateway'
import { type AttackTarget, attackTarget, readShared } from './attack-files.fixture'
import { bind, close, execute, parse, query, sync, Wire } from './wire.fixture'

interface Attack {
  readonly id: string
  readonly title: string
  readonly steps: readonly (string | Readonly<Record<string, string>>)[]
  readonly succeedsForTheAttackerWhen: string | { readonly file: string }
  readonly startup?: Readonly<Record<string, string>>
  readonly needs?: string
  readonly as?: 'postgres'
  readonly harmless?: boolean
}

const { cases } = JSON.parse(readShared('attacks-policy.json') ?? '{"cases":[]}') as { cases: Attack[] }
/** A transaction that is kept open is ended by a time limit, which is not a matter of policy. */
const attacks = cases.filter(({ title }) => title !== 'idle in transaction kept')

const RULES = [
  rule('reading is allowed', 'allow', { verbs: ['read', 'copy-out'] }),
  rule('changes wait', 'hold', { verbs: ['insert', 'update', 'delete', 'define', 'drop'] }),
]
const DELETE = 'delete from gw.victim'
const LONG_COMMENT = `/*${'x'.repeat(65_562)}*/${DELETE}`

const run = (name: string, text: string) => [parse(name, text), bind('', name), execute()]

/** What is done at protocol level, where the case only has a title. */
const ON_THE_WIRE: Readonly<Record<string, readonly Buffer[][]>> = {
  E119: [run('', DELETE).concat(sync)],
  E121: [run('s', 'select 1').concat(sync), [close('S', 's')].concat(run('s', DELETE), sync)],
  E123: [
    [parse('a', 'select 1'), parse('b', DELETE), bind('p1', 'a'), bind('p2', 'b')].concat(
      execute('p1'),
      execute('p2'),
      sync,
    ),
  ],
  E125: [[query(`prepare q as ${DELETE}`)], [bind('', 'q'), execute(), sync]],
  E127: [run('', 'create table gw.blocked()').concat(run('', DELETE), sync)],
  E129: [[parse('', `${DELETE} where v = $1 or $1 = 'all'`), bind('', '', ['all']), execute(), sync]],
  E131: [[query(`select 1\0; ${DELETE}`)]],
  E133: [[query('select 1'), query(DELETE)], []], // each of the two is answered
  E135: [
    [query('copy gw.victim from stdin')],
    [message('d', query(DELETE)), message('f', 'no\0'), query('select 1')],
  ],
  E137: [[message('X'), query(DELETE)]],
}

let direct: AttackTarget
let guarded: AttackTarget
let gateways: Readonly<Record<'svc' | 'postgres', TestGateway>>

beforeAll(async () => {
  if (attacks.length === 0) return
  ;[direct, guarded] = await Promise.all([attackTarget(), attackTarget()])
  await guarded.renew()
  const policy = { rules: RULES }
  gateways = {
    svc: await startGateway(guarded.svc, policy),
    postgres: await startGateway(guarded.postgres, policy),
  }
  for (const { approvals } of Object.values(gateways)) approvals.always = { status: 'rejected' }
})

afterAll(async () => {
  if (attacks.length === 0) return
  await Promise.all(Object.values(gateways).map((gateway) => gateway.close()))
  await Promise.all([direct.drop(), guarded.drop()])
})

/** Does what the attack does; an error ends a step, and the next one follows all the same. */
async function attempt({ id, steps }: Attack, wire: Wire, { svc }: AttackTarget): Promise<void> {
  for (const step of ON_THE_WIRE[id] ?? steps.map((each) => [query(textOf(each, svc))]))
    await answer(wire, step)
}

/** Reads until the server is ready, wants COPY data, or is gone. */
async function answer(wire: Wire, step: readonly Buffer[]): Promise<void> {
  await wire.send(...step)
  for (;;) {
    const reply = await wire.next()
    if (!reply || reply.type === 'Z' || reply.type === 'G') return
  }
}

function textOf(step: Attack['steps'][number], { database, password }: AttackTarget['svc']): Buffer {
  if (typeof step !== 'string') {
    return step.rawLatin1 === undefined ? Buffer.from(LONG_COMMENT) : Buffer.from(step.rawLatin1, 'latin1')
  }
  return Buffer.from(
    step
      .replaceAll(/dbname(=| ')gwsec/g, `dbname$1${database}`)
      // the cases were written where the target trusts its own machine
      .replaceAll("password_required 'false'", `password '${password}'`),
  )
}

async function hasSucceeded(attack: Attack, { admin }: AttackTarget): Promise<boolean> {
  const when = attack.succeedsForTheAttackerWhen
  if (typeof when !== 'string') return existsSync(when.file)
  const { rows } = await admin.query<[boolean]>({ text: when, rowMode: 'array' })
  return rows[0]?.[0] === true
}

/** Some attacks are on another session, or need a right that the fixture does not give. */
async function prepare({ needs, steps, succeedsForTheAttackerWhen: when }: Attack, target: AttackTarget) {
  await target.renew()
  if (needs) await target.admin.query(needs)
  if (typeof when !== 'string') rmSync(when.file, { force: true })
  if (!JSON.stringify(steps).includes('gw-bystander')) return null
  const bystander = new pg.Client({
    ...target.postgres,
    user: target.postgres.username,
    application_name: 'gw-bystander',
  })
  bystander.on('error', () => {})
  await bystander.connect()
  return bystander
}

/** What the fixture does not replace. */
async function cleanUp({ succeedsForTheAttackerWhen: when }: Attack, { admin }: AttackTarget): Promise<void> {
  if (typeof when !== 'string') rmSync(when.file, { force: true })
  await admin.query(`
    drop role if exists gwevil;
    select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = 'gwevil';
    do $$ begin if exists (select from pg_subscription s join pg_database d on d.oid = subdbid
      where subname = 'gwsub' and datname = current_database()) then
      alter subscription gwsub disable; alter subscription gwsub set (slot_name = none); drop subscription gwsub;
    end if; end $$`)
}

describe.skipIf(attacks.length === 0)('reading is allowed, changes wait and are rejected:', () => {
  it.each(attacks.map((attack) => [`${attack.id} ${attack.title}`, attack] as const))(
    '%s',
    async (_, attack) => {
      const bystander = await prepare(attack, direct)
      const wire = await Wire.direct(direct[attack.as ?? 'svc'], attack.startup).catch(() => null)
      try {
        if (wire) await attempt(attack, wire, direct)
        if (attack.harmless) expect(await hasSucceeded(attack, direct), 'directly on the target').toBe(false)
        else await expect.poll(() => hasSucceeded(attack, direct), { message: 'directly' }).toBe(true)
      } finally {
        wire?.close()
        await bystander?.end()
        await cleanUp(attack, direct)
      }

      const other = await prepare(attack, guarded)
      const client = await Wire.through(gateways[attack.as ?? 'svc'], attack.startup)
      try {
        await attempt(attack, client, guarded)
        expect(await hasSucceeded(attack, guarded), 'through the gateway').toBe(false)
      } finally {
        client.close()
        await other?.end()
      }
    },
  )
})
