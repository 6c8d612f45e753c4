import {
  APPROVAL_STATUSES,
  CONDITIONS,
  DATA_CLASSES,
  DETECTOR_CLASSES,
  DURABILITIES,
  EFFECTS,
  IDENTITY_KINDS,
  INFERENCES,
  MASK_OPERATORS,
  ORIGINS,
  PROTOCOLS,
  ROLES,
  RULE_MODES,
  SIGN_INS,
  TARGET_PROTOCOLS,
  TLS_MODES,
  VERBS,
} from '@sallyport/core'
import { z } from 'zod'

/** The vocabulary of packages/core as schemas, and the limits that inputs share. */
export const ApprovalStatus = z.enum(APPROVAL_STATUSES)
export const Condition = z.enum(CONDITIONS)
export const DataClass = z.enum(DATA_CLASSES)
export const DetectorClass = z.enum(DETECTOR_CLASSES)
export const Durability = z.enum(DURABILITIES)
export const Effect = z.enum(EFFECTS)
export const IdentityKind = z.enum(IDENTITY_KINDS)
export const Inference = z.enum(INFERENCES)
export const MaskOperator = z.enum(MASK_OPERATORS)
export const Origin = z.enum(ORIGINS)
/** Of clients; targets speak `TargetProtocol`. */
export const Protocol = z.enum(PROTOCOLS)
export const Role = z.enum(ROLES)
export const RuleMode = z.enum(RULE_MODES)
export const SignIn = z.enum(SIGN_INS)
export const TargetProtocol = z.enum(TARGET_PROTOCOLS)
export const TlsMode = z.enum(TLS_MODES)
export const Verb = z.enum(VERBS)

/** Text that the database can keep: PostgreSQL's has no NUL. */
export function text(maxLength: number) {
  return z
    .string()
    .max(maxLength)
    .regex(/^[^\0]*$/, 'It must not contain a NUL character')
}

export const Operation = z.object({
  verb: Verb,
  resource: text(1_000),
  conditions: z.array(Condition).readonly(),
  columns: z.array(text(200)).readonly().exactOptional(),
  via: text(1_000).exactOptional(),
  isImplied: z.literal(true).exactOptional(),
})
export type Operation = z.infer<typeof Operation>

/** What people call things: one line, no control characters. */
export const Name = z
  .string()
  .trim()
  .min(1, 'Give it a name')
  .max(80)
  .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u, 'A name is one line of visible characters')

export const ById = z.object({ id: z.uuid() })
export type ById = z.infer<typeof ById>
