import type { ConnectionModel, MaskingRuleModel, RuleModel, Tx } from '@sallyport/db'

/** What a file is compared with, by name. */
export interface State {
  readonly groups: ReadonlySet<string>
  readonly connections: ReadonlyMap<string, Omit<ConnectionModel, 'sealedPassword'>>
  readonly rules: ReadonlyMap<string, RuleModel>
  readonly masking: ReadonlyMap<string, MaskingRuleModel>
}

export async function readState(tx: Tx, organizationId: string): Promise<State> {
  const query = { where: { organizationId }, orderBy: { name: 'asc' } } as const
  const groups = await tx.group.findMany(query)
  // MCP servers are registered in the console: their tools need people who look at them.
  const connections = await tx.connection.findMany({
    ...query,
    where: { organizationId, protocol: 'postgres' },
    omit: { sealedPassword: true },
  })
  return {
    groups: new Set(groups.map(({ name }) => name)),
    connections: byName(connections),
    rules: byName(await tx.rule.findMany(query)),
    masking: byName(await tx.maskingRule.findMany(query)),
  }
}

function byName<Row extends { readonly name: string }>(rows: readonly Row[]): ReadonlyMap<string, Row> {
  return new Map(rows.map((row) => [row.name, row]))
}
