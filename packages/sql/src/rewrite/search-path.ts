import type { Node } from '@pgsql/types'
import { constantText } from '../functions/constant'
import { Refused } from './masks'

/** With pg_catalog behind other schemas, the functions and operators in a mask could be somebody else's. */
export function assertSearchPath(schemas: readonly string[]): void {
  const at = schemas.indexOf('pg_catalog')
  if (at > 0)
    throw new Refused(
      'a search_path with pg_catalog behind other schemas is refused where columns are masked',
      'Leave pg_catalog out: it comes first by itself.',
    )
}

/** `set_config(name, value, …)` */
export function assertSetting([name, value]: readonly Node[]): void {
  const setting = constantText(name)
  if (setting !== null && setting.toLowerCase() !== 'search_path') return
  const given = constantText(value)
  if (setting === null || given === null)
    throw new Refused('set_config with a name or path that is computed is refused', 'Use SET.')
  assertSearchPath(splitPath(given))
}

function splitPath(path: string): readonly string[] {
  return path.split(',').map((part) => part.trim().replace(/^"(.*)"$/, '$1'))
}
