import { z } from 'zod'
import { Name } from '../words'

export const CreateGroup = z.object({ name: Name })
export type CreateGroup = z.infer<typeof CreateGroup>
