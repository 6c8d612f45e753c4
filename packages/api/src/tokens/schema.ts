import { z } from 'zod'

const MAX_HOURS = 24 * 90

export const ListTokens = z.object({ identityId: z.uuid() })
export type ListTokens = z.infer<typeof ListTokens>

export const CreateToken = z.object({ identityId: z.uuid(), hours: z.int().min(1).max(MAX_HOURS) })
export type CreateToken = z.infer<typeof CreateToken>
