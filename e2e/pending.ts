import { setTimeout } from 'node:timers/promises'
import type { Api } from './person'

/** The id of the pending request whose statement holds these words, once there is one. */
export async function pendingApproval(api: Api, words: string, timeoutMs = 30_000): Promise<string> {
  for (const end = Date.now() + timeoutMs; Date.now() < end; await setTimeout(50)) {
    const { items } = await api.approvals.list.query({ status: 'pending' })
    const found = items.find(({ statement }) => statement.includes(words))
    if (found) return found.id
  }
  throw new Error(`Nobody asked for approval of: ${words}`)
}

/** Waits until a request has that status. */
export async function settled(api: Api, id: string, status: string, timeoutMs = 30_000): Promise<void> {
  let last = ''
  for (const end = Date.now() + timeoutMs; Date.now() < end; await setTimeout(50)) {
    last = (await api.approvals.get.query({ id })).status
    if (last === status) return
  }
  throw new Error(`The request is ${last}, not ${status}`)
}
