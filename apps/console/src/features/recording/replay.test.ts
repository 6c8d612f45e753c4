import type { RecordedEvent } from '@sallyport/recording'
import { describe, expect, it } from 'vitest'
import { rowsAt } from './blocks'
import { countUntil } from './count-until'
import { Replay, sentUntil } from './replay'
import { message, row, rowDescription, statement, text } from './testing/events'

function replayOf(...events: readonly RecordedEvent[]): Replay {
  const replay = new Replay()
  for (const event of events) replay.add(event)
  return replay
}

const output = (at: number, ...messages: readonly Uint8Array[]): RecordedEvent => ({
  type: 'output',
  at,
  statement: 1,
  rows: 0,
  masked: 1,
  payload: Buffer.concat(messages),
})

describe('Replay', () => {
  it('shows as many rows as had arrived by a moment', () => {
    const replay = replayOf(
      statement(1_000, 1),
      output(2_000, rowDescription('id'), row('1'), row('2')),
      output(3_000, row('3'), message('C', text('SELECT 3'))),
    )
    const [block] = replay.statements[0]?.blocks ?? []
    if (block?.kind !== 'table') throw new Error('expected a table')
    expect([1_999, 2_000, 2_999, 3_000].map((at) => rowsAt(block, at))).toEqual([0, 2, 2, 3])
    expect(block.rows).toEqual([['1'], ['2'], ['3']])
    expect(block.tag).toEqual({ at: 3_000, text: 'SELECT 3' })
  })

  it('joins a message that was split over two outputs', () => {
    const bytes = row('a long value')
    const replay = replayOf(
      statement(1_000, 1),
      output(2_000, rowDescription('id'), bytes.subarray(0, 7)),
      output(3_000, bytes.subarray(7)),
    )
    expect(replay.statements[0]?.blocks[0]).toMatchObject({ rows: [['a long value']] })
  })

  it('shows rows of a prepared statement under the columns that were described before', () => {
    const replay = replayOf(
      statement(1_000, 1),
      output(1_100, rowDescription('id'), message('C', text('SELECT 0'))),
      statement(2_000, 2),
      { type: 'output', at: 2_100, statement: 2, rows: 1, masked: 0, payload: row('7') },
    )
    expect(replay.statements[1]?.blocks[0]).toMatchObject({ columns: [{ name: 'id' }], rows: [['7']] })
  })

  it('numbers the results of a text, those without rows too', () => {
    const replay = replayOf(
      statement(1_000, 1),
      output(2_000, rowDescription('id'), row('1'), message('C', text('SELECT 1'))),
      output(2_100, message('C', text('UPDATE 1'))),
      output(2_200, rowDescription('email'), message('C', text('SELECT 0'))),
    )
    const tables = replay.statements[0]?.blocks.filter(({ kind }) => kind === 'table')
    expect(tables).toMatchObject([{ result: 0 }, { result: 2 }])
  })

  it('tells how much had been sent by a moment', () => {
    const first = row('1')
    const replay = replayOf(
      statement(1_000, 1),
      { type: 'output', at: 2_000, statement: 1, rows: 1, masked: 0, payload: first },
      { type: 'output', at: 3_000, statement: 1, rows: 2, masked: 0, payload: Buffer.concat([first, first]) },
    )
    const [entry] = replay.statements
    if (!entry) throw new Error('expected a statement')
    expect([1_999, 2_000, 2_999, 3_000].map((at) => sentUntil(entry, at))).toMatchObject([
      { bytes: 0, rows: 0 },
      { bytes: first.length, rows: 1 },
      { bytes: first.length, rows: 1 },
      { bytes: 3 * first.length, rows: 3 },
    ])
  })

  it('counts what was masked in a statement', () => {
    const replay = replayOf(statement(1_000, 1), output(2_000), output(3_000))
    expect(replay.statements[0]?.masked).toBe(2)
  })

  it('never goes back in time when the clock did', () => {
    const replay = replayOf(statement(5_000, 1), statement(4_000, 2), statement(6_000, 3))
    expect(replay.times).toEqual([5_000, 5_000, 6_000])
    expect(replay.durationMs).toBe(1_000)
  })

  it('goes on without responses when they are no messages', () => {
    const replay = replayOf(
      statement(1_000, 1),
      { type: 'output', at: 2_000, statement: 1, rows: 0, masked: 0, payload: Uint8Array.of(68, 0, 0, 0, 1) },
      statement(3_000, 2),
    )
    expect(replay.problem).toMatch(/out of range/)
    expect(replay.statements).toHaveLength(2)
  })
})

describe('countUntil', () => {
  it.each([
    [0, 0],
    [1, 1],
    [2, 3],
    [9, 4],
  ])('counts the times not after %d as %d', (at, count) => {
    expect(countUntil([1, 2, 2, 5], at)).toBe(count)
  })
})
