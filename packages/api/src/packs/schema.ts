import { z } from 'zod'
import { Names, Patterns } from '../policy/patterns'

export const PACK_IDS = [
  'read-only-agent',
  'writes-wait',
  'no-ddl',
  'no-bulk-export',
  'pci',
  'personal-data',
] as const
export type PackId = (typeof PACK_IDS)[number]

/** For whom and where a pack is to speak. Empty: everybody, everywhere. */
export const PackChoice = z.object({
  id: z.enum(PACK_IDS),
  groups: Names,
  connections: Patterns,
  approverGroups: Names,
})
export type PackChoice = z.infer<typeof PackChoice>
