import { expect, it } from 'vitest'
import { Replay } from './replay'
import { statement } from './testing/events'
import { step } from './use-playback'

const replay = new Replay()
replay.add(statement(10_000, 1))
replay.add(statement(11_000, 2))
replay.add(statement(71_000, 3))

it.each([
  ['goes on by the time that was played', 200, 300, true, 500],
  ['leaves a long pause shortly before the next event', 1_000, 100, true, 60_700],
  ['plays a long pause when it is asked to', 1_000, 100, false, 1_100],
  ['ends at the last event', 60_900, 5_000, true, 61_000],
  ['stays at the end', 61_000, 100, true, 61_000],
])('%s', (_, position, playedMs, skipsIdle, expected) => {
  expect(step(replay, position, playedMs, skipsIdle)).toBe(expected)
})
