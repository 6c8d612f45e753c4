import type { DataClass, DetectorClass, MaskingRule } from '@sallyport/core'
import { matchesGlob } from '@sallyport/policy'
import { readCatalogue } from '../catalogues/read-catalogue'
import type { Member, Services } from '../context'
import { toMaskingRule } from '../masking-rules/to-masking-rule'

/** Enough to complete from; more would make the page slow. */
const MOST_RELATIONS = 2_000
const MOST_COLUMNS = 40_000
const SYSTEM = /^(pg_|information_schema$)/

export interface EditorColumn {
  readonly name: string
  readonly type: string | null
  /** By which rule this person sees masks in place of its values; absent: none names it. */
  readonly mask?: { readonly rule: string; readonly dataClass: DataClass }
}

export interface EditorCatalogue {
  readonly relations: readonly {
    readonly schema: string
    readonly name: string
    readonly kind: 'table' | 'view' | 'other'
    readonly columns: readonly EditorColumn[]
  }[]
  readonly functions: readonly string[]
  /** Rules that mask whatever value holds something like that, for this person. */
  readonly detectors: readonly { readonly rule: string; readonly classes: readonly DetectorClass[] }[]
  readonly readAt: Date | null
  readonly problem: string | null
}

/** What the editor completes from, with what is masked for who asks. */
export async function editorCatalogue(
  services: Pick<Services, 'db' | 'live'>,
  member: Member,
  connectionId: string,
): Promise<EditorCatalogue> {
  const { organizationId } = member
  const { catalogue, readAt, problem } = await readCatalogue(services, organizationId, connectionId)
  const where = { id: connectionId, organizationId }
  const { name } = await services.db.connection.findFirstOrThrow({ where, select: { name: true } })
  const rules = await rulesFor(services, member, name)
  let left = MOST_COLUMNS
  const relations = (catalogue?.relations ?? [])
    .filter(({ schema, kind }) => kind !== 'other' && !SYSTEM.test(schema))
    .slice(0, MOST_RELATIONS)
    .map((relation) => {
      const { schema, name: table, kind, columns, details } = relation
      const shown = columns.flatMap((column, at) => (column ? [{ column, detail: details?.[at] }] : []))
      left -= shown.length
      if (left < 0) return { schema, name: table, kind, columns: [] }
      return {
        schema,
        name: table,
        kind,
        columns: shown.map(({ column, detail }): EditorColumn => {
          const path = `${catalogue?.database ?? ''}.${schema}.${table}.${column}`
          const rule = rules.find(({ columns: globs }) => globs.some((glob) => matchesGlob(glob, path)))
          return {
            name: column,
            type: detail?.type ?? null,
            ...(rule && { mask: { rule: rule.name, dataClass: rule.dataClass } }),
          }
        }),
      }
    })
  const functions = new Set((catalogue?.functions ?? []).filter(isOwn).map((each) => each.name))
  return {
    relations,
    functions: [...functions].slice(0, MOST_RELATIONS),
    detectors: rules
      .filter(({ detectors }) => detectors.length > 0)
      .map(({ name: rule, detectors }) => ({ rule, classes: detectors })),
    readAt,
    problem,
  }
}

const isOwn = ({ schema }: { readonly schema: string }) => !SYSTEM.test(schema)

/** The masking rules of a connection that are meant for this person, as a gateway chooses them. */
async function rulesFor(
  { db }: Pick<Services, 'db'>,
  { organizationId, groups: own }: Member,
  connection: string,
): Promise<readonly MaskingRule[]> {
  const where = { organizationId, enabled: true }
  const rows = await db.maskingRule.findMany({ where, orderBy: { name: 'asc' } })
  return rows
    .map(toMaskingRule)
    .filter(
      ({ connections, groups }) =>
        (connections.length === 0 || connections.some((glob) => matchesGlob(glob, connection))) &&
        (groups.length === 0 || groups.some((group) => own.includes(group))),
    )
}
