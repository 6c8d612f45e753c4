/** What a person may do in the console. An agent never signs in, so its role holds no permission. */
export const ROLES = ['admin', 'approver', 'reviewer', 'engineer', 'agent'] as const
export type Role = (typeof ROLES)[number]

/** What a token opens: databases through a gateway, or the console's API, to read or to manage it. */
export const TOKEN_SCOPES = ['connect', 'read', 'manage'] as const
export type TokenScope = (typeof TOKEN_SCOPES)[number]

export const IDENTITY_KINDS = ['person', 'agent'] as const
export type IdentityKind = (typeof IDENTITY_KINDS)[number]

/**
 * Who a command comes from: a person, a tool that acts with a person's own token, an agent on behalf of a person,
 * an agent on its own. What is not verified is `unknown`.
 */
export const ORIGINS = ['person', 'tool', 'delegated-agent', 'autonomous-agent', 'unknown'] as const
export type Origin = (typeof ORIGINS)[number]

/** Who is behind a client connection, as verified and never as claimed. */
export interface Identity {
  readonly id: string
  readonly kind: IdentityKind
  readonly name: string
  readonly groups: readonly string[]
  /** Absent: unknown. */
  readonly origin?: Origin
}

/**
 * What an operation does, the same words over all protocols. `call` is what is done to a tool of an MCP server, whatever
 * the tool does; `session` is what touches only the session itself (BEGIN, COMMIT, SHOW, harmless settings); `unknown`
 * is what could not be understood.
 */
export const VERBS = [
  'read',
  'insert',
  'update',
  'delete',
  'define',
  'drop',
  'grant',
  'execute',
  'call',
  'copy-out',
  'copy-in',
  'configure',
  'admin',
  'session',
  'unknown',
] as const
export type Verb = (typeof VERBS)[number]

/**
 * Circumstances of an operation that a rule can ask for: a change without WHERE or with one that is always true; a query
 * whose rows come back without LIMIT, however many there are; several statements in one message.
 */
export const CONDITIONS = ['no-where', 'always-true', 'no-limit', 'several-statements'] as const
export type Condition = (typeof CONDITIONS)[number]

/** A verb on a resource: `drop` on `shop.public.orders`. Resources are `database.schema.object`, or `connection.tool`. */
export interface Operation {
  readonly verb: Verb
  readonly resource: string
  readonly conditions: readonly Condition[]
  /** The names of the resource's columns that it reads or fills. Absent: it has none, or it may be any of them. */
  readonly columns?: readonly string[]
  /**
   * The view, function, trigger, rule or constraint through which it happens, as a resource. Absent: the statement
   * itself does it.
   */
  readonly via?: string
  /**
   * It comes with another operation of the statement, so that it needs no rule of its own: what a view, a function or a
   * trigger reads and calls, or the same done to a table's partition. Rules that hold or deny it are heard.
   */
  readonly isImplied?: true
}

export const EFFECTS = ['allow', 'hold', 'deny'] as const
export type Effect = (typeof EFFECTS)[number]

export const RULE_MODES = ['enforce', 'observe'] as const
export type RuleMode = (typeof RULE_MODES)[number]

/** So many people of a group must approve; `group: null` is approvers of any group. Each person counts once. */
export interface ApproverRequirement {
  readonly group: string | null
  readonly count: number
}

/** A week's hours in one time zone. */
export type Hours = {
  /** An IANA name, such as 'Europe/Berlin'. */
  readonly timeZone: string
  /** ISO: 1 is Monday, 7 is Sunday. */
  readonly days: readonly number[]
  /** 'HH:MM'. */
  readonly from: string
  /** 'HH:MM', not included; before `from`: on the next day. */
  readonly to: string
}

/**
 * Who + where + what → effect. An empty or absent list means "any". Patterns are globs (`*` within a part, `**`
 * across), or regular expressions between slashes.
 */
export interface Rule {
  readonly id: string
  readonly name: string
  readonly groups: readonly string[]
  readonly identities: readonly string[]
  readonly kinds: readonly IdentityKind[]
  readonly origins?: readonly Origin[]
  readonly connections: readonly string[]
  readonly verbs: readonly Verb[]
  /** `database.schema.object`, or `database.schema.table.column` for what is done to a column. */
  readonly resources: readonly string[]
  /** The operation has one of them. */
  readonly conditions: readonly Condition[]
  /** It reads or fills a column that holds one of these. */
  readonly dataClasses?: readonly DataClass[]
  /** The rule applies only outside of these hours; null or absent: always. */
  readonly outsideHours?: Hours | null
  readonly effect: Effect
  readonly mode: RuleMode
  /** Said to the client when the rule denies or holds. */
  readonly message: string
  /** Who must approve when the rule holds, all of it; empty: one approver of any group. */
  readonly requirements: readonly ApproverRequirement[]
  /** How long a held statement waits for its answer. */
  readonly holdSeconds: number
  /** Milliseconds since 1970: from then on it says nothing, and is to be dropped. Absent: for good. */
  readonly until?: number
}

/** What was decided, and by which rule. `rule: null` means that no rule covered it. */
export interface Decision {
  readonly effect: Effect
  readonly rule: Rule | null
  /** The operation that made the decision. */
  readonly operation: Operation | null
  /** Rules in observe mode that would have decided differently. */
  readonly observed: readonly string[]
}

export const DATA_CLASSES = [
  'email',
  'card',
  'ssn',
  'phone',
  'iban',
  'ip',
  'mac',
  'national-id',
  'name',
  'address',
  'birth-date',
  'jwt',
  'private-key',
  'token',
  'secret',
  'other',
] as const
export type DataClass = (typeof DATA_CLASSES)[number]

/** `token` is reversible with the organisation's key; `hash` is not. Both keep equal values equal. */
export const MASK_OPERATORS = [
  'redact',
  'partial',
  'hash',
  'token',
  'null',
  'constant',
  'truncate',
  'bucket',
  'noise',
] as const
export type MaskOperator = (typeof MASK_OPERATORS)[number]

/** What an operator can be told; each reads its own words and has defaults for them. */
export type MaskSettings = {
  /** `partial`: how many of the last characters (digits, where the class is a number) stay. */
  readonly keepLast?: number | undefined
  /** `constant`: what stands for every value, as text. */
  readonly value?: string | undefined
  /** `truncate`: how many of the first characters stay; of a date `year` or `month`. */
  readonly keepFirst?: number | undefined
  readonly datePart?: 'year' | 'month' | undefined
  /** `bucket`: the width of a bucket; a value becomes the lower end of its own. */
  readonly width?: number | undefined
  /** `noise`: at most so many percent are added or taken away; of a date, so many days. */
  readonly percent?: number | undefined
  readonly days?: number | undefined
  /** `token`: which version of the key; one more than before makes new tokens and keeps the old ones readable. */
  readonly keyVersion?: number | undefined
  /** Whatever the operator, with inference `equality`: with how many values a session may compare a column. */
  readonly comparisons?: number | undefined
}

/** Data classes that can be found in any value by its content. */
export const DETECTOR_CLASSES = [
  'email',
  'card',
  'ssn',
  'phone',
  'iban',
  'ip',
  'mac',
  'national-id',
  'jwt',
  'private-key',
  'token',
  'secret',
] as const
export type DetectorClass = (typeof DETECTOR_CLASSES)[number]

/**
 * What a condition may learn of a masked value: with `source` nothing, for the target itself computes over
 * masks; with `equality` whether it equals something, a bounded number of times in a session; with `allow`
 * anything, and only results are masked.
 */
export const INFERENCES = ['source', 'equality', 'allow'] as const
export type Inference = (typeof INFERENCES)[number]

/** A detector of one's own: a pattern in RE2's syntax, which is linear, or a list of words. */
export type CustomDetector =
  | { readonly kind: 'pattern'; readonly name: string; readonly pattern: string }
  | { readonly kind: 'words'; readonly name: string; readonly words: readonly string[] }

/** Which values are masked, how and for whom. It names columns (globs of `database.schema.table.column`), detectors, or both. */
export interface MaskingRule {
  readonly id: string
  readonly name: string
  readonly connections: readonly string[]
  /** Whose results are masked; empty: everybody's. */
  readonly groups: readonly string[]
  readonly columns: readonly string[]
  readonly detectors: readonly DetectorClass[]
  readonly customDetectors?: readonly CustomDetector[]
  readonly dataClass: DataClass
  readonly operator: MaskOperator
  /** Absent: `source`. */
  readonly inference?: Inference
  readonly settings?: MaskSettings
}

/** Columns that one identity sees as they are over one connection, whatever rules mask them, up to its end. */
export interface MaskingExemption {
  readonly id: string
  readonly identityId: string
  /** The connection's name. */
  readonly connection: string
  /** Globs of `database.schema.table.column`. */
  readonly columns: readonly string[]
  /** In milliseconds since 1970. */
  readonly until: number
}

export const APPROVAL_STATUSES = [
  'pending',
  'approved',
  'rejected',
  'expired',
  'cancelled',
  'consumed',
] as const
export type ApprovalStatus = (typeof APPROVAL_STATUSES)[number]

export const TLS_MODES = ['disable', 'require', 'verify-full'] as const
export type TlsMode = (typeof TLS_MODES)[number]

/**
 * How a gateway signs in at a target: `scram`, in no other way than by SCRAM, bound to the target's certificate unless
 * that is verified; `any`, as the target asks.
 */
export const SIGN_INS = ['scram', 'any'] as const
export type SignIn = (typeof SIGN_INS)[number]

/**
 * When a statement runs: `strict`, once its record is on the gateway's disk; `best-effort`, once it is out of the
 * gateway's process, which a crash of the machine may lose.
 */
export const DURABILITIES = ['strict', 'best-effort'] as const
export type Durability = (typeof DURABILITIES)[number]

/** What clients speak to a gateway. */
export const PROTOCOLS = ['postgres', 'mcp'] as const
export type ProtocolName = (typeof PROTOCOLS)[number]

/** What targets speak. */
export const TARGET_PROTOCOLS = ['postgres', 'mcp'] as const
export type TargetProtocol = (typeof TARGET_PROTOCOLS)[number]
