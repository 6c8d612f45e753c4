import { describe, expect, it } from 'vitest'
import { after, change, type EditorState, FIRST_STATE, isBusy, newResult } from './editor-state'

const span = (text: string) => ({ from: 0, to: text.length, text })
const begun = (): EditorState =>
  change({ ...FIRST_STATE, results: [newResult(1, span('a'), 10), newResult(2, span('b'), 10)] }, 1, () => ({
    state: 'running',
  }))
const done = { type: 'done', isCut: false, durationMs: 1, transaction: 'idle', command: 'SELECT 1' } as const
const error = { severity: 'ERROR', code: '42501', message: 'denied by rule "x"' }

describe('what the editor shows', () => {
  it('gathers the rows of a result in their order', () => {
    let state = after(begun(), { type: 'columns', run: 1, columns: [{ name: 'a', typeOid: 25 }] })
    state = after(state, { type: 'rows', run: 1, rows: [['1']] })
    state = after(state, { type: 'rows', run: 1, rows: [[null], ['']] })
    state = after(state, { ...done, run: 1, error: null })
    expect(state.results[0]).toMatchObject({ state: 'done', rows: [['1'], [null], ['']] })
  })

  it('stops at the first that fails, and says that the others were not run', () => {
    const state = after(begun(), { ...done, run: 1, command: null, error, transaction: 'failed' })
    expect(state.results.map((result) => result.state)).toEqual(['failed', 'skipped'])
    expect(state.transaction).toBe('failed')
    expect(isBusy(state)).toBe(false)
  })

  it('does not know what became of a statement whose session ended', () => {
    const state = after(begun(), { type: 'closed', reason: 'the gateway closed the connection' })
    expect(state.results.map((result) => result.state)).toEqual(['lost', 'skipped'])
    expect(state).toMatchObject({ status: 'closed', ended: { reason: 'the gateway closed the connection' } })
  })

  it('waits for people and goes on by itself', () => {
    const held = { type: 'held', run: 1, approvalId: 'x', rule: 'r', message: '', until: 1 } as const
    const state = after(begun(), held)
    expect(state.results[0]).toMatchObject({ state: 'held', hold: { rule: 'r' } })
    expect(isBusy(state)).toBe(true)
    expect(after(state, { ...done, run: 1, error: null }).results[0]?.state).toBe('done')
  })

  it('takes the reasons for masks when the result is there already', () => {
    const state = after(after(begun(), { ...done, run: 1, error: null }), {
      type: 'masks',
      run: 1,
      statement: 4,
      masks: [],
      masked: 3,
    })
    expect(state.results[0]).toMatchObject({ statement: 4, masked: 3 })
  })
})
