import { GatewayStatus } from '@sallyport/api'
import type { ApprovalStatus } from '@sallyport/core'
import { z } from 'zod'

/** Text frames from a gateway. Its binary frames carry records: see RecordingFrame. */
export const FromGateway = z.discriminatedUnion('type', [
  /** Where does the session's recording go on? */
  z.object({ type: z.literal('resume'), sessionId: z.uuid() }),
  GatewayStatus.extend({ type: z.literal('status') }),
])
export type FromGateway = z.infer<typeof FromGateway>

/** Text frames to a gateway. */
export type ToGateway =
  /** So many bytes of the recording are stored durably. */
  | { readonly type: 'ack'; readonly sessionId: string; readonly bytes: number }
  /** Where the session's recording goes on, and its chain's head there in base64: the answer to `resume`. */
  | {
      readonly type: 'stored'
      readonly sessionId: string
      readonly bytes: number
      readonly events: number
      readonly head: string
    }
  /** The session's records were not taken, and would not be if they were sent again. */
  | { readonly type: 'refused'; readonly sessionId: string; readonly code: string; readonly message: string }
  | { readonly type: 'policy'; readonly version: number }
  | { readonly type: 'approval'; readonly id: string; readonly status: ApprovalStatus }
  | { readonly type: 'end-session'; readonly sessionId: string; readonly reason: string }
  | { readonly type: 'test'; readonly id: string }
  | { readonly type: 'catalogue'; readonly id: string }
