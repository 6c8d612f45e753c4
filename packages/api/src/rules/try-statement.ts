import type { Effect, Identity, Operation } from '@sallyport/core'
import type { Tx } from '@sallyport/db'
import { classesOf, evaluate, explain, isOpen } from '@sallyport/policy'
import { analyse, type Catalogue, loadParser } from '@sallyport/sql'
import { readCatalogue } from '../catalogues/read-catalogue'
import type { Member, Services } from '../context'
import { orNotFound } from '../not-found'
import { may } from '../permissions'
import { loadPolicy, withDraft } from '../policy/load-policy'
import type { TryStatement } from './schema'

export interface TriedStatement {
  /** The grammar's name for it: SelectStmt, DropStmt, … */
  readonly kind: string
  readonly effect: Effect
  /** The rule that decided; null: none covered it. */
  readonly rule: { readonly id: string; readonly name: string; readonly message: string } | null
  /** Rules in observe mode that would have decided otherwise. */
  readonly observed: readonly string[]
  readonly operations: readonly TriedOperation[]
}

export interface TriedOperation {
  readonly operation: Operation
  readonly effect: Effect
  readonly reason: string
  /** Every rule in force, with why it had a say or had none; those that have one first. */
  readonly rules: readonly {
    readonly id: string
    readonly name: string
    readonly effect: Effect
    readonly covers: boolean
    readonly decides: boolean
    readonly reason: string
  }[]
}

export interface Tried {
  readonly who: Pick<Identity, 'name' | 'kind' | 'groups'>
  readonly connection: string
  /** Does any rule let them use the connection at all? */
  readonly isOpen: boolean
  readonly statements: readonly TriedStatement[]
  /** Why the target's own catalogue is not what this was read with; null: it is. */
  readonly catalogueProblem: string | null
}

/** What the gateway would decide about a text, and how it comes to that. Nothing runs. */
export async function tryStatement(
  services: Pick<Services, 'db' | 'live'>,
  member: Member,
  { statement, connectionId, who: wanted, draft, draftOf }: TryStatement,
): Promise<Tried> {
  const { db } = services
  const { organizationId } = member
  await loadParser()
  const connection = orNotFound(
    await db.connection.findFirst({ where: { id: connectionId, organizationId } }),
    'connection',
  )
  const { catalogue, problem } = await readCatalogue(services, organizationId, connectionId)
  const known: Catalogue = catalogue ?? { database: connection.database, relations: [], functions: [] }
  const who = await findWho(db, member, wanted)
  const policy = await loadPolicy(db, organizationId)
  const { rules, maskingRules } = draft ? withDraft(policy, draftOf, draft) : policy

  const statements = analyse(statement, known).statements.map(({ kind, operations }): TriedStatement => {
    const { name } = connection
    const request = {
      operations,
      connection: name,
      at: Date.now(),
      classesOf: classesOf(maskingRules, name),
    }
    const decision = evaluate(rules, request, who)
    const { effect, rule, observed } = decision
    return {
      kind,
      effect,
      rule: rule && { id: rule.id, name: rule.name, message: rule.message },
      observed: observed.map((id) => rules.find((each) => each.id === id)?.name ?? id),
      operations: explain(rules, request, who).map((explanation) => ({
        operation: explanation.operation,
        effect: explanation.effect,
        reason: explanation.reason,
        rules: explanation.rules
          .map(({ rule: each, covers, reason }) => ({
            id: each.id,
            name: each.name,
            effect: each.effect,
            covers,
            decides: each === explanation.rule,
            reason,
          }))
          .sort((one, other) => weight(other) - weight(one)),
      })),
    }
  })
  const { name, kind, groups } = who
  return {
    who: { name, kind, groups },
    connection: connection.name,
    isOpen: isOpen(rules, connection.name, who),
    statements,
    catalogueProblem: catalogue === null ? (problem ?? 'The target has not been read yet') : null,
  }
}

function weight({ covers, decides }: { readonly covers: boolean; readonly decides: boolean }): number {
  return Number(decides) * 2 + Number(covers)
}

/** Somebody who is there, or somebody as described. Who may not list people can try their own names only. */
async function findWho(tx: Tx, member: Member, wanted: TryStatement['who']): Promise<Identity> {
  if (!('identityId' in wanted)) {
    const { kind, groups } = wanted
    return { id: '', kind, name: kind === 'agent' ? 'an agent' : 'a person', groups }
  }
  const { identityId: id } = wanted
  const { organizationId } = member
  const mine = { OR: [{ id: member.id }, { ownerId: member.id }] }
  const found = await tx.identity.findFirst({
    where: { organizationId, AND: [{ id }, may(member, 'identity:read') ? {} : mine] },
    select: { id: true, kind: true, name: true, groups: { select: { name: true } } },
  })
  const { groups, ...identity } = orNotFound(found, 'person or agent')
  return { ...identity, groups: groups.map((group) => group.name) }
}
