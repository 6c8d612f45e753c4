import type { Node } from '@pgsql/types'
import type { Operation } from '@sallyport/core'
import type { Reference } from '../analysis'
import { as } from '../tree'

/**
 * The prepared statement or cursor that a statement makes or uses. The caller puts what it remembers under
 * that name in place of the operations, so where they hold more than the name's own (a function among
 * EXECUTE's arguments, CREATE TABLE AS EXECUTE) there is no reference, and it stays unknown.
 */
export function readReference(statement: Node, operations: readonly Operation[]): Reference | undefined {
  const explained = as('ExplainStmt', statement)
  if (explained?.query)
    return as('ExecuteStmt', explained.query) && readReference(explained.query, operations)
  const prepare = as('PrepareStmt', statement)
  if (prepare) return { kind: 'prepare', name: prepare.name ?? '' }
  const execute = as('ExecuteStmt', statement)
  if (execute && operations.length === 1) return { kind: 'execute', name: execute.name ?? '' }
  const declare = as('DeclareCursorStmt', statement)
  if (declare) return { kind: 'declare', name: declare.portalname ?? '' }
  const fetch = as('FetchStmt', statement)
  if (fetch) return { kind: 'fetch', name: fetch.portalname ?? '' }
  const deallocate = as('DeallocateStmt', statement)
  if (deallocate) return { kind: 'deallocate', name: deallocate.name ?? '' }
  const close = as('ClosePortalStmt', statement)
  return close && { kind: 'close', name: close.portalname ?? '' }
}
