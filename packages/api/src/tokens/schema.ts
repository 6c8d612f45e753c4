import { TOKEN_SCOPES } from '@sallyport/core'
import { z } from 'zod'

const MAX_HOURS = 24 * 90

export const ListTokens = z.object({ identityId: z.uuid() })
export type ListTokens = z.infer<typeof ListTokens>

export const CreateToken = z.object({
  identityId: z.uuid(),
  hours: z.int().min(1).max(MAX_HOURS),
  scope: z.enum(TOKEN_SCOPES).default('connect'),
})
export type CreateToken = z.infer<typeof CreateToken>
