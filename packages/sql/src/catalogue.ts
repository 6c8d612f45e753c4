/** What the target's own catalogue says, as far as policy and masking need it. */
export interface Catalogue {
  readonly database: string
  /** User and system relations alike. */
  readonly relations: readonly Relation[]
  /** User-defined ones only, in whatever schema. */
  readonly functions: readonly CatalogueFunction[]
  /** Each function that pg_catalog came with; absent: those of the parser's own version. */
  readonly builtIns?: readonly BuiltIn[]
  /** User-defined casts that call a function, 'schema.name'; types are named without their schemas. */
  readonly casts?: readonly Cast[]
  readonly domains?: readonly Domain[]
  readonly composites?: readonly Composite[]
  readonly operatorClasses?: readonly OperatorClass[]
  /** 'schema.function' of each that is enabled. */
  readonly eventTriggers?: readonly string[]
  /** What goes when something is dropped. Absent: not known. */
  readonly dependents?: readonly Dependent[]
  /** 'schema.index' and the 'schema.table' that it is of. */
  readonly indexes?: readonly (readonly [string, string])[]
  /** User-defined operators: each calls a function. */
  readonly operators?: readonly {
    readonly schema: string
    readonly name: string
    readonly function: string
  }[]
}

/**
 * OID, name and language of one of PostgreSQL's own functions, and what it does: the name in C of an internal one, the
 * library of one in C, the text of one in SQL, or CREATE FUNCTION in full where it has none.
 */
export type BuiltIn = readonly [number, string, string?, string?]

/** Names as 'schema.name'; servers, wrappers and extensions as 'foreign-server.name' and so on. */
export interface Dependent {
  readonly object: string
  readonly dependent: string
  /** It loses only a part of itself: a column, a constraint, a trigger, a default. */
  readonly isPart: boolean
  /** It goes without CASCADE, too. */
  readonly isAutomatic: boolean
  /** It belongs to the extension that is the object. */
  readonly isMember: boolean
}

export interface Cast {
  readonly source?: string
  /** The source is a type that users made. */
  readonly isFromOwn?: boolean
  readonly target: string
  readonly isExplicit: boolean
  readonly function: string
}

export interface Domain {
  readonly schema: string
  readonly name: string
  /** As format_type writes it. */
  readonly base?: string
  readonly checks: readonly string[]
}

/** A type of several fields that is no table's row. */
export interface Composite {
  readonly schema: string
  readonly name: string
  /** Of its fields, as format_type writes them. */
  readonly types: readonly string[]
}

/** How values of a type are compared, ordered or hashed where users' functions do it. */
export interface OperatorClass {
  readonly schema: string
  readonly name: string
  /** Without its schema. */
  readonly type: string
  readonly isDefault: boolean
  /** 'schema.name' */
  readonly functions: readonly string[] | null
  /** 'schema.table' of those with an index of it. */
  readonly tables: readonly string[]
}

/** Something of the catalogue that decides what a statement does. It holds nothing but what defines it. */
export type Definition = Relation | CatalogueFunction | Domain | Composite | Cast | OperatorClass

/** What the gateway reads of a relation beyond its columns' names; absent where a catalogue was made by hand. */
export interface Relation {
  readonly oid: number
  readonly schema: string
  readonly name: string
  readonly kind: 'table' | 'view' | 'other'
  /** By attribute number: index = attnum - 1, '' for a dropped column. */
  readonly columns: readonly string[]
  /** pg_get_viewdef of a view or materialised view, read with an empty search_path so that its names are qualified. */
  readonly definition: string | null
  /** More of each column, in the order of `columns`; dropped ones too. */
  readonly details?: readonly ColumnDetail[]
  /** Tables and views by what PostgreSQL makes of them. */
  readonly variety?: Variety
  /** 'schema.table' of what it inherits from or is a partition of, directly. */
  readonly parents?: readonly string[]
  /** Row-level security is on. Its policies apply to whoever does not own the table. */
  readonly hasRowSecurity?: boolean
  readonly triggers?: readonly Trigger[]
  /** Rules other than a view's own SELECT, as pg_get_ruledef writes them. */
  readonly rules?: readonly string[]
  readonly policies?: readonly Policy[]
  /** The columns of each unique index and primary key; expressions are left out, so that a list may be empty. */
  readonly uniques?: readonly (readonly string[])[]
  readonly foreignKeys?: readonly ForeignKey[]
  /** What is computed when a row is written: checks, index expressions and their predicates. */
  readonly expressions?: readonly string[]
  /** The foreign server that a foreign table reaches. */
  readonly server?: string | null
}

export type Variety = 'table' | 'partitioned' | 'foreign' | 'view' | 'materialised' | 'sequence' | 'composite'

export interface ColumnDetail {
  /** As format_type writes it with an empty search_path: `character varying(20)`, `gw.address`. */
  readonly type: string
  readonly typeOid: number
  /** atttypmod; -1: none. */
  readonly typeModifier: number
  /** 'schema.name' of a collation that is not the type's own. */
  readonly collation: string | null
  readonly isNotNull: boolean
  readonly isGenerated: boolean
  /** pg_get_expr of the default or of what generates it. */
  readonly default: string | null
}

export interface Trigger {
  readonly name: string
  /** 'schema.function' */
  readonly function: string
  readonly isEnabled: boolean
  /** It may run at the end of the transaction. */
  readonly isDeferrable?: boolean
  /** Absent: any. */
  readonly events?: readonly ('insert' | 'update' | 'delete' | 'truncate')[]
  readonly when?: string | null
}

export interface Policy {
  readonly name: string
  readonly using: string | null
  readonly check: string | null
}

export interface ForeignKey {
  readonly columns: readonly string[]
  /** 'schema.table' */
  readonly references: string
  readonly referencedColumns: readonly string[]
  /** As pg_constraint says it: a no action, r restrict, c cascade, n set null, d set default. */
  readonly onDelete?: string
  readonly onUpdate?: string
}

/** One of several functions that may share a name. */
export interface CatalogueFunction {
  readonly schema: string
  readonly name: string
  readonly oid?: number
  readonly kind?: 'function' | 'procedure' | 'aggregate' | 'window'
  /** pg_get_function_identity_arguments */
  readonly arguments?: string
  readonly returns?: string
  readonly language?: string
  readonly volatility?: 'immutable' | 'stable' | 'volatile'
  readonly isSecurityDefiner?: boolean
  /** The extension that it belongs to. */
  readonly extension?: string | null
  /** The functions that an aggregate calls, 'schema.name'. */
  readonly support?: readonly string[] | null
  /** What its parameters default to, as a list of expressions. */
  readonly defaults?: string | null
  /** The text of an SQL or PL/pgSQL function; of an internal one the name in C; of one with BEGIN ATOMIC as pg_get_functiondef writes it. Otherwise null. */
  readonly body?: string | null
  /** `CREATE FUNCTION …` in full, for the parser of PL/pgSQL. */
  readonly definition?: string | null
}
