import type { ColumnRef } from '@pgsql/types'
import { as, words } from '../tree'
import type { Effects } from './effects'

/**
 * Adds the columns that references mean to what is read. Where a name can mean columns of several relations of the
 * statement, it means all of them: rather one column too many than one too few.
 */
export function addColumns(references: readonly ColumnRef[], effects: Effects): void {
  for (const { fields = [] } of references) {
    const names = words(fields)
    const [name = '', owner] = names.toReversed()
    const isStar = as('A_Star', fields.at(-1)) !== undefined
    if (isStar && names.length > 0) effects.readColumns(effects.aliased(name), null)
    if (isStar) continue // a bare star is read where its FROM is known
    if (owner !== undefined) effects.readColumns(effects.aliased(owner), name)
    else {
      effects.readColumns(effects.aliased(name), null) // a whole row
      effects.readColumns(effects.relations, name)
    }
  }
}
