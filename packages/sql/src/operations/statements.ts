import type { NodeOf, StatementKind } from '../tree'
import { DEFINITIONS } from './definitions'
import { PERMISSIONS } from './permissions'
import { QUERIES } from './queries'
import { SERVER } from './server'
import { SESSION } from './session'
import type { Walk } from './walk'

/** What statements of one kind do. */
export type Reader<K extends StatementKind> = (statement: NodeOf<K>, at: Walk) => void
/** Readers of some kinds. */
export type Readers<K extends StatementKind> = { readonly [Kind in K]: Reader<Kind> }

/** Every statement of the grammar: one that is missing here does not compile. */
const READERS: Readers<StatementKind> = { ...QUERIES, ...DEFINITIONS, ...PERMISSIONS, ...SERVER, ...SESSION }

export function isKnownStatement(kind: string): kind is StatementKind {
  return Object.hasOwn(READERS, kind)
}

/** Adds what the statement does. A kind of a later PostgreSQL is unknown. */
export function readStatement(kind: string, statement: object, at: Walk): void {
  if (!isKnownStatement(kind)) return at.effects.addCode('unknown', ['statement', kind])
  const reader = READERS[kind] as (statement: object, at: Walk) => void
  reader(statement, at)
}
