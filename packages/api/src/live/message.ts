import { z } from 'zod'
import { ApprovalStatus } from '../words'

const Base = z.object({ organizationId: z.uuid() })
const WithId = Base.extend({ id: z.uuid() })

/** What processes tell each other over NOTIFY. Ids only: whoever wants more reads it, with their own permissions. */
export const LiveMessage = z.discriminatedUnion('topic', [
  /** Rules or masking rules changed. */
  Base.extend({ topic: z.literal('policy'), version: z.int() }),
  WithId.extend({
    topic: z.literal('approval'),
    status: ApprovalStatus,
    gatewayId: z.uuid().nullable(),
    requesterId: z.uuid(),
    ownerId: z.uuid().nullable(),
  }),
  /** A session began, its recording grew, or it ended. */
  WithId.extend({
    topic: z.literal('session'),
    identityId: z.uuid(),
    ownerId: z.uuid().nullable(),
    recordingBytes: z.int(),
    ended: z.boolean(),
  }),
  /** A gateway is to end a session. */
  WithId.extend({ topic: z.literal('end-session'), gatewayId: z.uuid(), reason: z.string() }),
  /** A connection test waits for a gateway, or has its result. */
  WithId.extend({ topic: z.literal('test') }),
  WithId.extend({ topic: z.literal('test-result') }),
  /** A connection's catalogue is to be read by a gateway, or was. */
  WithId.extend({ topic: z.literal('catalogue') }),
  WithId.extend({ topic: z.literal('catalogue-read') }),
  /** An identity's sign-in, role or groups changed: whoever holds a stream open for it starts again. */
  WithId.extend({ topic: z.literal('identity') }),
])
export type LiveMessage = z.infer<typeof LiveMessage>
