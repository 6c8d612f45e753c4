import type { Guard } from './guard'
import { Refused } from './masks'
import { TYPE_NAMES } from './trusted'

/** Refuses a name under which a new relation or type could be taken for another: a masked one, or a built-in type. */
export function assertUnusedName(name: string, guard: Guard): void {
  if (!guard.isGuardedName(name) && !TYPE_NAMES.has(name)) return
  throw new Refused(`"${name}" is also the name of something with masks`, 'Choose another name.')
}
