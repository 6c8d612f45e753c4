import { setTimeout } from 'node:timers/promises'
import type { Services } from '../context'
import { deliverNext } from './deliver'

const EVERY_MS = 1_000
/** A receiver that is slow must not keep the others waiting. */
const AT_ONCE = 4

/** Sends what is due, until the signal fires. A database that is away is tried again, and reported once. */
export async function deliverAll(
  services: Pick<Services, 'db' | 'masterKey' | 'settings'>,
  signal: AbortSignal,
  report: (error: unknown) => void,
): Promise<void> {
  let isFailing = false
  const work = async () => {
    while (!signal.aborted) {
      let isBusy = false
      try {
        isBusy = await deliverNext(services)
        isFailing = false
      } catch (error) {
        if (!isFailing) report(error)
        isFailing = true
      }
      if (!isBusy) await setTimeout(EVERY_MS, undefined, { signal }).catch(() => undefined) // rejects when it fires
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
}
