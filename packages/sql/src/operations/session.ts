import type { LockStmt, Node } from '@pgsql/types'
import { blockOf } from '../functions/bodies'
import { addUsers } from '../functions/calls'
import { as, type StatementKind } from '../tree'
import { readSet } from './settings'
import type { Readers } from './statements'
import { type Walk, walk } from './walk'

/** Statements about the session, its transaction, its prepared statements and cursors; and the opaque ones. */
export const SESSION = {
  TransactionStmt({ kind = 'TRANS_STMT_BEGIN' }, { effects }) {
    const isTwoPhase = /PREPARE/.test(kind) // it outlives the session, and holds its locks
    effects.add(isTwoPhase ? 'admin' : 'session', [
      'transaction',
      kind.slice('TRANS_STMT_'.length).toLowerCase(),
    ])
  },
  ConstraintsSetStmt: sessionOnly('constraints'),
  DiscardStmt: sessionOnly('discard'),
  VariableShowStmt: sessionOnly('show'),
  VariableSetStmt: (statement, { effects }) => readSet(statement, effects),
  UnlistenStmt: sessionOnly('unlisten'),
  ListenStmt: ({ conditionname = '*' }, { effects }) => effects.add('read', ['channel', conditionname]),
  NotifyStmt: ({ conditionname = '*' }, { effects }) => effects.add('execute', ['channel', conditionname]),
  LockStmt: readLock,

  ExplainStmt: ({ query, options }, at) => walk([query, options], at),
  PrepareStmt: ({ query, argtypes }, at) => walk([query, argtypes], at),
  DeclareCursorStmt: ({ query }, at) => walk(query, at),
  ExecuteStmt({ params }, at) {
    at.effects.addCode('unknown', ['statement', 'ExecuteStmt'])
    walk(params, at)
  },
  DeallocateStmt: sessionOnly('deallocate'),
  FetchStmt: sessionOnly('fetch'),
  ClosePortalStmt: sessionOnly('close'),

  CallStmt({ funccall }, { effects, ...at }) {
    walk(funccall?.args, { effects, ...at })
    const [name = '', schema] = (funccall?.funcname ?? [])
      .map((node) => as('String', node)?.sval ?? '')
      .toReversed()
    for (const each of schema ? [schema] : (effects.names.functions.get(name) ?? ['public'])) {
      addUsers(each, name, effects)
    }
  },
  DoStmt: ({ args = [] }, at) => readDo(args, at),

  // parts of other statements, of PL/pgSQL, or of the parse's later stages: none is sent by itself
  PLAssignStmt: opaque('PLAssignStmt'),
  RawStmt: opaque('RawStmt'),
  ReplicaIdentityStmt: (_, { effects }) => effects.add('define', ['statement', 'replica-identity']),
  ReturnStmt: ({ returnval }, at) => walk(returnval, at),
  SetOperationStmt: opaque('SetOperationStmt'),
} satisfies Partial<Readers<StatementKind>>

/** A block of PL/pgSQL does what its body says, in the statement's own right; another language may do anything. */
function readDo(args: readonly Node[], { effects, ctes, notations }: Walk): void {
  const options = new Map(
    args.map((node) => {
      const { defname, arg } = as('DefElem', node) ?? {}
      return [defname, as('String', arg)?.sval ?? '']
    }),
  )
  const language = options.get('language') ?? 'plpgsql'
  const trees = language === 'plpgsql' ? blockOf(options.get('as') ?? '') : null
  effects.addCode(trees ? 'execute' : 'unknown', ['statement', 'DoStmt'])
  walk(trees ?? [], { effects, ctes, notations })
}

function sessionOnly(what: string): (statement: object, at: Walk) => void {
  return (_, { effects }) => effects.add('session', ['session', what])
}

function opaque(kind: string): (statement: object, at: Walk) => void {
  return (_, { effects }) => effects.addCode('unknown', ['statement', kind])
}

/** AccessShareLock, what every SELECT takes. */
const ACCESS_SHARE = 1

/** PostgreSQL lets who may write a table lock it, and who may read it take the reader's own lock. */
function readLock({ relations = [], mode }: LockStmt, { effects }: Walk): void {
  for (const node of relations) {
    effects.addRelation(mode === ACCESS_SHARE ? 'read' : 'update', as('RangeVar', node) ?? {})
  }
}
