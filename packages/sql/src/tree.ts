import type { Node } from '@pgsql/types'

/** Every key of a union, not only the common ones. */
type KeysOf<T> = T extends T ? keyof T : never
export type NodeKind = KeysOf<Node>
export type NodeOf<K extends NodeKind> = Node extends infer N
  ? N extends Record<K, infer V>
    ? V
    : never
  : never
/** Node kinds that are statements. */
export type StatementKind = Extract<NodeKind, `${string}Stmt`>

/** The node behind its wrapper `{ SelectStmt: { … } }`, if it is of that kind. */
export function as<K extends NodeKind>(kind: K, node: Node | undefined): NodeOf<K> | undefined {
  return node && kind in node ? (node as unknown as Record<K, NodeOf<K>>)[kind] : undefined
}

export function kindOf(node: Node): string {
  return Object.keys(node)[0] ?? ''
}

/** The words of a dotted name: `pg_catalog.now` is two. Anything but a word (`*`, a subscript) is left out. */
export function words(nodes: readonly Node[] | undefined): readonly string[] {
  return (nodes ?? []).flatMap((node) => as('String', node)?.sval ?? [])
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

/** Whether two trees say the same, wherever they stand in the text. */
export function isSame(left: unknown, right: unknown): boolean {
  if (isObject(left) && isObject(right) && kindsOf(left) !== kindsOf(right)) return false
  return withoutLocations(left) === withoutLocations(right)
}

function withoutLocations(tree: unknown): string {
  return JSON.stringify(tree, (key, value: unknown) => (key.endsWith('location') ? undefined : value))
}

function kindsOf(tree: object): string {
  return Object.keys(tree)
    .filter((key) => !key.endsWith('location'))
    .join()
}
