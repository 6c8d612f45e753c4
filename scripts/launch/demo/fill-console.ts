import type { createCaller } from '@sallyport/api'
import type { DemoFile } from './demo-file'
import { AGENT, CONNECTION, GROUPS, MASKING_RULES, PEOPLE, RULES } from './story'

export type Console = ReturnType<typeof createCaller>
export type Passwords = Readonly<Record<string, string>>
export type Target = DemoFile['target'] & { readonly password: string }

/** Sets up the whole demo. What has its name already is left as it is: an earlier start was interrupted. */
export async function fillConsole(console: Console, passwords: Passwords, target: Target): Promise<void> {
  await eachMissing(
    (await console.groups.list()).items,
    GROUPS.map((name) => ({ name })),
    console.groups.create,
  )

  const people = PEOPLE.map((person) => ({
    ...person,
    kind: 'person' as const,
    password: passwords[person.email] ?? '',
  }))
  await eachMissing((await console.identities.list({})).items, people, console.identities.create)
  const identities = (await console.identities.list({})).items
  const owner = identities.find(({ email }) => email === AGENT.owner)
  const agent = { kind: 'agent' as const, name: AGENT.name, groups: AGENT.groups, ownerId: owner?.id ?? null }
  await eachMissing(identities, [agent], console.identities.create)

  const onTheShop = { groups: ['agents', 'engineers'], connections: [CONNECTION] }
  const rules = RULES.map((rule) => ({ ...rule, ...onTheShop, holdSeconds: 600 }))
  await eachMissing((await console.rules.list()).items, rules, console.rules.create)
  // What is found by its content is masked on every connection, so that one registered a minute ago is covered too.
  const masks = MASKING_RULES.map((rule) => ({
    ...rule,
    connections: rule.detectors.length > 0 ? [] : [CONNECTION],
  }))
  await eachMissing((await console.maskingRules.list()).items, masks, console.maskingRules.create)

  // Last, for without it nobody reaches the data.
  await eachMissing(
    (await console.connections.list({})).items,
    [connectionTo(target)],
    console.connections.create,
  )
}

/** The demo's database has moved to another port: whoever still points at the old one is pointed at the new. */
export async function followTarget(
  console: Console,
  before: DemoFile['target'] | undefined,
  target: Target,
): Promise<void> {
  if (!before || (before.port === target.port && before.host === target.host)) return
  const { items } = await console.connections.list({ search: CONNECTION })
  const found = items.find(
    ({ name, host, port }) => name === CONNECTION && host === before.host && port === before.port,
  )
  if (found) await console.connections.update({ ...connectionTo(target), id: found.id })
}

function connectionTo({ host, port, database, username, password }: Target) {
  // Plain: the embedded database listens on loopback only and has no certificate.
  return { name: CONNECTION, host, port, database, username, password, tlsMode: 'disable' as const }
}

async function eachMissing<Item extends { readonly name: string }>(
  found: readonly { readonly name: string }[],
  wanted: readonly Item[],
  create: (item: Item) => Promise<unknown>,
): Promise<void> {
  const names = new Set(found.map(({ name }) => name))
  for (const item of wanted) if (!names.has(item.name)) await create(item)
}
