import { expect, it } from 'vitest'
import { CancelKeys } from './cancel'
import type { Conversation } from './conversation'

it("a session that was attached is cancelled however often that came too late: it is no client's guess", async () => {
  const keys = new CancelKeys()
  let times = 0
  const cancelHold = () => {
    times += 1
    return true
  }
  const conversation = { target: { processId: 7 }, cancelHold } as unknown as Conversation
  const registered = keys.register(conversation, 0)
  const { secret } = registered
  for (let late = 0; late < 30; late++) await keys.cancelAttached(8, secret)
  await keys.cancelAttached(7, secret)
  expect(times).toBe(1)
  registered.release()
  await keys.cancelAttached(7, secret)
  expect(times).toBe(1)
})
