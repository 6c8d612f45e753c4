import { z } from 'zod'
import { text } from '../words'

/** What a person types: the authenticator's six digits, or one of their recovery codes. */
export const FactorCode = text(40).trim().min(1, 'Give the code that your authenticator shows')
export const WithCode = z.object({ code: FactorCode })
export type WithCode = z.infer<typeof WithCode>

export const OfIdentity = z.object({ identityId: z.uuid() })

export const STEP_UPS = ['off', 'each', 'window'] as const
export type StepUp = (typeof STEP_UPS)[number]

/** What an organization asks of those who approve. */
export const FactorPolicy = z.object({
  approversNeedFactor: z.boolean(),
  stepUp: z.enum(STEP_UPS),
  /** Of `window`: how long one code is good for. */
  stepUpMinutes: z.int().min(1, 'One minute at least').max(720, 'Twelve hours at most'),
})
export type FactorPolicy = z.infer<typeof FactorPolicy>
