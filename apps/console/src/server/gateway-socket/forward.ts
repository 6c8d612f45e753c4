import { catchUp, type GatewayCaller, type LiveItem } from '@sallyport/api'
import type { ConsoleServices } from '../services'
import type { ToGateway } from './messages'

/** Passes on what concerns the gateway, beginning with what it may have missed, until the signal fires. */
export async function forward(
  services: ConsoleServices,
  gateway: GatewayCaller,
  signal: AbortSignal,
  send: (message: ToGateway) => void,
): Promise<void> {
  const items = await services.live.subscribe(signal)
  await sendMissed(services, gateway, send)
  for await (const item of items) {
    if (item.topic === 'missed') await sendMissed(services, gateway, send)
    else if (item.organizationId === gateway.organizationId) sendItem(item, gateway, send)
  }
}

function sendItem(
  item: Exclude<LiveItem, { topic: 'missed' }>,
  gateway: GatewayCaller,
  send: (message: ToGateway) => void,
): void {
  if (item.topic === 'policy') return send({ type: 'policy', version: item.version })
  if (item.topic === 'catalogue') return send({ type: 'catalogue', id: item.id })
  if (item.topic === 'test') return send({ type: 'test', id: item.id })
  if (item.topic === 'approval' && item.gatewayId === gateway.id) {
    return send({ type: 'approval', id: item.id, status: item.status })
  }
  if (item.topic === 'end-session' && item.gatewayId === gateway.id) {
    return send({ type: 'end-session', sessionId: item.id, reason: item.reason })
  }
}

async function sendMissed(
  { db }: ConsoleServices,
  gateway: GatewayCaller,
  send: (message: ToGateway) => void,
): Promise<void> {
  const { policyVersion, approvals, ending } = await catchUp(db, gateway)
  send({ type: 'policy', version: policyVersion })
  for (const { id, status } of approvals) send({ type: 'approval', id, status })
  for (const { id, reason } of ending) send({ type: 'end-session', sessionId: id, reason })
}
