import { z } from 'zod'
import { DataClass, text } from '../words'

const Count = z.number().nonnegative()

/** What a held statement would touch, as its gateway found it without running it; see its `Impact`. */
export const Impact = z.object({
  tables: z
    .array(z.object({ name: text(1_000), rows: Count.nullable(), bytes: Count.nullable() }))
    .max(50)
    .readonly(),
  /** What the target's planner expects: rows changed or returned, and its cost. */
  plan: z.object({ rows: Count, cost: Count }).nullable(),
  planProblem: text(300).nullable(),
  dataClasses: z.array(DataClass).readonly(),
  locks: z
    .array(z.object({ relation: text(1_000), mode: text(100) }))
    .max(50)
    .readonly(),
  transactionSince: z.iso.datetime().nullable(),
  othersWaiting: Count,
})
export type Impact = z.infer<typeof Impact>

/** Readers do not keep others from writing. */
const READ_LOCK = 'AccessShareLock'

/** Whether its transaction has locked something in a way that others wait for. */
export function locksOthersOut({ locks }: Pick<Impact, 'locks'>): boolean {
  return locks.some(({ mode }) => mode !== READ_LOCK)
}
