import { randomBytes } from 'node:crypto'
import { onTarget } from './databases'

/** Makes a table in the demo's target that nobody else looks at; whoever drops it is held by the demo's rules. */
export async function makeTable(): Promise<string> {
  const name = `held_${randomBytes(4).toString('hex')}`
  await onTarget(
    `create table ${name} (id int); alter table ${name} owner to shop_app; insert into ${name} values (1)`,
  )
  return name
}

export async function isThere(table: string): Promise<boolean> {
  const [row] = await onTarget<{ there: boolean }>(`select to_regclass('${table}') is not null as there`)
  return row?.there ?? false
}
