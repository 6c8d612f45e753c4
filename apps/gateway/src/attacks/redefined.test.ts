import { testTarget } from '@sallyport/testkit'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rule, startGateway, type TestGateway } from '../testing/test-gateway'

const SCHEMA = `
  create table t (id int primary key, v text); insert into t values (1, 'a'), (2, 'b');
  create table log (what text);
  create view shown as select id, v from t where id > 1;
  create function inner_step() returns int language sql as 'select 1';
  create function step() returns int language sql as 'select inner_step()';
  create function note() returns trigger language plpgsql as $$ begin insert into log values (tg_op); return null; end $$;
  create domain odd as int check (value % 2 = 1); create table odds (n odd);
  create table part (id int) partition by list (id); create table part_1 partition of part for values in (1);
  create table secret (id int)`

let target: Awaited<ReturnType<typeof testTarget>>
let gateway: TestGateway
let admin: pg.Client

beforeAll(async () => {
  target = await testTarget('empty')
  admin = new pg.Client({ connectionString: target.url })
  await admin.connect()
  await admin.query(SCHEMA)
  gateway = await startGateway(target, { rules: [rule('all waits', 'hold', { verbs: [] })] })
})

afterAll(async () => {
  await gateway.close()
  await admin.end()
  await target.drop()
})

/** Asks for it, does something meanwhile, approves; the digests that were asked for until then, and how it ended. */
async function heldWhile(text: string, meanwhile: string) {
  const { approvals } = gateway
  const before = approvals.requests.length
  const client = await gateway.connect()
  try {
    const ending = client.query(text).then(
      () => 'ran',
      (error: unknown) => String(error),
    )
    await approvals.requested(before + 1)
    await admin.query(meanwhile)
    await approvals.settle(`approval-${before + 1}`, { status: 'approved' })
    const anew = await Promise.race([approvals.requested(before + 2).then(() => 'held anew'), ending])
    if (anew === 'held anew') await approvals.settle(`approval-${before + 2}`, { status: 'rejected' })
    await ending
    return { anew, digests: approvals.requests.slice(before).map(({ digest }) => digest), first: before + 1 }
  } finally {
    await client.end()
  }
}

describe('what was approved, and uses something that was defined otherwise since, is held anew:', () => {
  it.each([
    ['a view', 'select * from shown', 'create or replace view shown as select id, v from t'],
    [
      'a view of a view',
      'select * from shown',
      'create or replace view shown as select id, v from t limit 1',
    ],
    [
      'a function',
      'select step()',
      "create or replace function step() returns int language sql as 'select 2'",
    ],
    [
      'a function that a function calls',
      'select step()',
      `create or replace function step() returns int language sql as 'select inner_step()';
       create or replace function inner_step() returns int language sql as 'select 3'`,
    ],
    ['an overload', 'select step()', "create function step(int) returns int language sql as 'select 4'"],
    [
      'a trigger',
      'delete from t where id = 2',
      'create trigger note after delete on t execute function note()',
    ],
    ['a trigger switched off', 'delete from t where id = 2', 'alter table t disable trigger note'],
    ['a rule', 'update t set v = v where id = 1', 'create rule r as on update to t do also delete from log'],
    ['a default', 'insert into t (id) values (9)', 'alter table t alter v set default step()'],
    ['a check', "insert into t values (9, 'x')", 'alter table t add check (step() > 0)'],
    ['an index expression', "insert into t values (9, 'x')", 'create index on t (lower(v))'],
    [
      'row security',
      'select id from t',
      'alter table t enable row level security; create policy p on t using (id = 1)',
    ],
    ['a policy', 'select id from t', 'alter policy p on t using (true)'],
    ['a domain', 'insert into odds values (1)', 'alter domain odd add check (value > 0)'],
    [
      'a partition',
      'delete from part where id = 2',
      'create table part_2 partition of part for values in (2)',
    ],
    [
      'a table in its place',
      'select id from secret',
      'alter table secret rename to kept; create view secret as select id from kept',
    ],
    [
      'a foreign key that carries on',
      'delete from t where id = 1',
      'create table refers (t int references t on delete cascade)',
    ],
  ])('%s', async (_, text, meanwhile) => {
    const { anew, digests, first } = await heldWhile(text, meanwhile)
    expect(anew).toBe('held anew')
    expect(digests[0]).not.toBe(digests[1])
    expect(gateway.approvals.cancelled).toContain(`approval-${first}`)
    expect(gateway.approvals.consumed.map(({ id }) => id)).not.toContain(`approval-${first}`)
  })

  it.each([
    ['another view', 'select what from log', 'create view other as select 1'],
    ['statistics', 'select what from log', 'analyze log'],
    ['other rows', 'select what from log', "insert into log values ('x')"],
    ['the same definition', 'select step()', 'create table elsewhere ()'],
  ])('but not for %s', async (_, text, meanwhile) => {
    expect((await heldWhile(text, meanwhile)).anew).not.toBe('held anew')
  })
})
