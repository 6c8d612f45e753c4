import type { Tx } from '@sallyport/db'
import { CreateMaskingRule } from '../masking-rules/schema'
import { CreateRule } from '../rules/schema'
import { readState } from './read-state'

/** Everything as a file would say it, without what is usual. A password that is sealed here is left out. */
export async function exportFile(tx: Tx, organizationId: string) {
  const { groups, connections, rules, masking } = await readState(tx, organizationId)
  const usualRule = CreateRule.parse({ name: 'x', effect: 'allow' })
  const usualMask = CreateMaskingRule.parse({
    name: 'x',
    columns: ['x'],
    dataClass: 'other',
    operator: 'redact',
  })
  return {
    version: 1 as const,
    groups: [...groups].sort(),
    connections: [...connections.values()].map((row) => {
      const { name, host, port, database, username, tlsMode, tlsCa, retentionDays, passwordReference } = row
      const { signIn, durability } = row
      return {
        name,
        host,
        port,
        database,
        username,
        tlsMode,
        ...(tlsCa !== null && { tlsCa }),
        ...(signIn !== 'scram' && { signIn }),
        ...(durability !== 'strict' && { durability }),
        ...(retentionDays !== null && { retentionDays }),
        ...(passwordReference !== null && { password: passwordReference }),
      }
    }),
    rules: [...rules.values()].map((row) => unusual(CreateRule.parse(row), usualRule, ['name', 'effect'])),
    masking: [...masking.values()].map((row) =>
      unusual(CreateMaskingRule.parse(row), usualMask, ['name', 'columns', 'dataClass', 'operator']),
    ),
  }
}

function unusual<Item extends object>(item: Item, usual: Item, always: readonly string[]): Partial<Item> {
  const before = new Map(Object.entries(usual).map(([field, value]) => [field, JSON.stringify(value)]))
  const said = Object.entries(item).filter(
    ([field, value]) =>
      value !== undefined && (always.includes(field) || JSON.stringify(value) !== before.get(field)),
  )
  return Object.fromEntries(said) as Partial<Item>
}
