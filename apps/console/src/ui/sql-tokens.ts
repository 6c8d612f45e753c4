export type SqlTokenKind = 'keyword' | 'string' | 'number' | 'comment' | 'parameter' | 'identifier' | 'other'

export interface SqlToken {
  readonly kind: SqlTokenKind
  readonly text: string
}

/** Words that are worth a colour: PostgreSQL's reserved words and the verbs of its statements. */
const KEYWORDS = new Set(
  `abort add all alter analyze and any array as asc begin between by call cascade case cast check close cluster
  collate column comment commit constraint copy create cross current cursor database deallocate declare default
  delete desc discard distinct do drop else end except execute exists explain extension false fetch first for
  foreign from full function grant group having if ilike in index inner insert intersect into is join key language
  last lateral left like limit listen lock materialized merge natural not notify null nulls offset on only or order
  outer over partition prepare primary procedure references refresh reindex release reset restrict returning revoke
  right role rollback row rows savepoint schema select sequence session set show start stdin stdout table temporary
  then to transaction trigger true truncate type union unique unlisten update user using vacuum values view when
  where window with`.split(/\s+/),
)

/**
 * One alternative per kind. Sticky, linear, and only for colours: what a statement does is decided by PostgreSQL's
 * own grammar in packages/sql. Nested comments are coloured to their first end.
 */
const TOKEN =
  /(?<comment>--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|(?<string>[eExXbBnN]?'(?:[^']|'')*(?:'|$)|(?<tag>\$(?:[A-Za-z_]\w*)?\$)[\s\S]*?(?:\k<tag>|$))|(?<identifier>"(?:[^"]|"")*(?:"|$))|(?<parameter>\$\d+)|(?<number>\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<word>[\p{L}_][\p{L}\p{N}_$]*)|(?<other>\s+|[^\s\p{L}\p{N}_'"$/-]+|[\s\S])/uy

export function sqlTokens(text: string): readonly SqlToken[] {
  const tokens: SqlToken[] = []
  for (const { 0: found, groups = {} } of text.matchAll(new RegExp(TOKEN, 'guy'))) {
    tokens.push({ kind: kindOf(found, groups), text: found })
  }
  return tokens
}

function kindOf(found: string, groups: Readonly<Record<string, string | undefined>>): SqlTokenKind {
  if (groups.word !== undefined) return KEYWORDS.has(found.toLowerCase()) ? 'keyword' : 'identifier'
  for (const kind of ['comment', 'string', 'identifier', 'parameter', 'number'] as const) {
    if (groups[kind] !== undefined) return kind
  }
  return 'other'
}
