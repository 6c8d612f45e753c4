import type { RecordedEvent, RecordedMask } from '@sallyport/recording'
import { describe, expect, it } from 'vitest'
import { MaskReasons } from './mask-reasons'
import type { EditorAnswer } from './messages'

const MASK: RecordedMask = {
  result: 0,
  column: 1,
  where: 'source',
  of: 'public.customers.email',
  rule: 'Mask mail',
  dataClass: 'email',
}

function statement(number: number, text: string, masks?: readonly RecordedMask[]): RecordedEvent {
  const decision = { effect: 'allow', rule: null, message: '' } as const
  return {
    type: 'statement',
    at: 0,
    statement: number,
    text,
    operations: [],
    decision,
    ...(masks && { masks }),
  }
}

function output(number: number, masked: number): RecordedEvent {
  return { type: 'output', at: 0, statement: number, rows: 1, masked, payload: new Uint8Array() }
}

function end(number: number): RecordedEvent {
  return { type: 'statement-end', at: 0, statement: number, status: 'done', rows: 1 }
}

function reasons() {
  const said: EditorAnswer[] = []
  return { said, reasons: new MaskReasons((answer) => said.push(answer)) }
}

describe('MaskReasons', () => {
  it('tells which columns a rule masks, and how many values were masked in all', () => {
    const { said, reasons: of } = reasons()
    of.expect({ run: 7, text: 'select * from customers' })
    of.take(statement(1, 'select * from customers', [MASK]))
    of.take(output(1, 2))
    of.take(output(1, 3))
    expect(said).toEqual([])
    of.take(end(1))
    expect(said).toEqual([{ type: 'masks', run: 7, statement: 1, masks: [MASK], masked: 5 }])
  })

  it('keeps statements of the same text apart by their order', () => {
    const { said, reasons: of } = reasons()
    of.expect({ run: 1, text: 'select 1' })
    of.expect({ run: 2, text: 'select 1' })
    of.take(statement(1, 'select 1'))
    of.take(statement(2, 'select 1', [MASK]))
    of.take(end(2))
    of.take(end(1))
    expect(said).toMatchObject([
      { run: 2, masks: [MASK] },
      { run: 1, masks: [] },
    ])
  })

  it('passes over one that was never recorded', () => {
    const { said, reasons: of } = reasons()
    of.expect({ run: 1, text: 'selec 1' })
    of.expect({ run: 2, text: 'select 1' })
    of.take(statement(4, 'select 1'))
    of.take(end(4))
    expect(said).toMatchObject([{ run: 2, statement: 4 }])
  })

  it('says nothing of statements that the page did not ask for', () => {
    const { said, reasons: of } = reasons()
    of.take(statement(1, 'select 1'))
    of.take(end(1))
    expect(said).toEqual([])
  })
})
