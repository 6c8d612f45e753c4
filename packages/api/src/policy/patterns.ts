import { problemOf } from '@sallyport/policy'
import { z } from 'zod'
import { text } from '../words'

export const MAX_PATTERNS = 100
const PATTERN_LENGTH = 300

/** A glob over dotted names: `*` within a part, `**` across parts. */
export const Pattern = z
  .string()
  .trim()
  .min(1, 'A pattern cannot be empty')
  .max(PATTERN_LENGTH)
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, 'A pattern is one line of visible characters')
  .refine((pattern) => problemOf(pattern) === null, 'This is no regular expression that can be used: see RE2')
export const Patterns = z.array(Pattern).max(MAX_PATTERNS).readonly().default([])
/** Names of groups or identities. */
export const Names = z.array(text(80).trim().min(1)).max(MAX_PATTERNS).readonly().default([])
