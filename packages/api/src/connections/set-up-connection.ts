import type { DataClass, MaskOperator } from '@sallyport/core'
import type { Member, Services } from '../context'
import { FileMaskingRule } from '../masking-rules/schema'
import { orNotFound } from '../not-found'
import { packFile } from '../packs/pack-file'
import { applyFile } from '../policy-file/apply'
import type { PolicyFile } from '../policy-file/schema'
import type { SetUpConnection } from './schema'
import { setClosed } from './set-closed'

/** What still helps to tell values apart is kept where little can be learned of it. */
const PARTLY_SHOWN: ReadonlySet<DataClass> = new Set(['email', 'phone', 'card', 'iban'])

export function operatorFor(dataClass: DataClass): MaskOperator {
  return PARTLY_SHOWN.has(dataClass) ? 'partial' : 'redact'
}

/**
 * The end of a registration: writes the chosen masks and rules for this connection alone, all of them or nothing, and
 * only then opens it.
 */
export async function setUpConnection(
  services: Pick<Services, 'db' | 'masterKey' | 'settings'>,
  member: Member,
  { id, packs, masking }: SetUpConnection,
): Promise<void> {
  const { organizationId } = member
  const found = await services.db.connection.findFirst({
    where: { id, organizationId, protocol: 'postgres' },
    select: { name: true },
  })
  const { name } = orNotFound(found, 'connection')
  const files = packs.map((pack) => packFile({ ...pack, connections: [name] }))
  // A pack's rule of the same name may already speak for another connection: these are this one's own.
  const own = <Rule extends { readonly name: string }>(rule: Rule): Rule => ({
    ...rule,
    name: `${rule.name} (${name})`,
  })
  const file: PolicyFile = {
    version: 1,
    rules: files.flatMap(({ rules = [] }) => rules.map(own)),
    masking: [
      ...files.flatMap(({ masking: rules = [] }) => rules.map(own)),
      ...masking.map(({ dataClass, columns }) =>
        FileMaskingRule.parse({
          name: `${dataClass} columns (${name})`,
          connections: [name],
          columns,
          dataClass,
          operator: operatorFor(dataClass),
        }),
      ),
    ],
  }
  await applyFile(services, member, { file, prune: false })
  await setClosed(services.db, member, { id, closed: false })
}
