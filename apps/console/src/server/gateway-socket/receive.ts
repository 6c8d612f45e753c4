import { decodeFrame, type GatewayCaller, reportStatus } from '@sallyport/api'
import { SallyportError } from '@sallyport/core'
import type { ConsoleServices } from '../services'
import { FromGateway, type ToGateway } from './messages'

type Answer = (message: ToGateway) => void

/** Does what one message of a gateway asks; `defer` hears of a frame for which there is no room. Throws when the connection has to be given up. */
export async function receive(
  services: ConsoleServices,
  gateway: GatewayCaller,
  data: Buffer,
  isBinary: boolean,
  answer: Answer,
  defer: (sessionId: string) => void,
): Promise<void> {
  if (isBinary) {
    const frame = decodeFrame(data)
    const { sessionId } = frame
    if (!(await services.ingest.hasRoom())) return defer(sessionId)
    return orRefuse(sessionId, answer, async () =>
      answer({ type: 'ack', sessionId, bytes: await services.ingest.store(gateway, frame) }),
    )
  }
  const message = FromGateway.parse(JSON.parse(data.toString('utf8')))
  if (message.type === 'status') return reportStatus(services.db, gateway, message)
  const { sessionId } = message
  return goOn(services, gateway, sessionId, answer)
}

/** Tells the gateway where a session's recording goes on. */
export function goOn(
  { ingest }: ConsoleServices,
  gateway: GatewayCaller,
  sessionId: string,
  answer: Answer,
): Promise<void> {
  return orRefuse(sessionId, answer, async () => {
    const { bytes, events, head } = await ingest.stored(gateway, sessionId)
    answer({ type: 'stored', sessionId, bytes, events, head: Buffer.from(head).toString('base64') })
  })
}

/** Errors that another attempt would meet again; after any other the gateway connects anew and resumes. */
const FINAL = new Set(['NOT_FOUND', 'PROTOCOL_VIOLATION'])

async function orRefuse(sessionId: string, answer: Answer, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof SallyportError) || !FINAL.has(error.code)) throw error
    answer({ type: 'refused', sessionId, code: error.code, message: error.message })
  }
}
