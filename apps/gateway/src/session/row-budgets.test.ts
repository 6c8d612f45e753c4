import { describe, expect, it } from 'vitest'
import { RowBudgets } from './row-budgets'

describe('RowBudgets', () => {
  it('has the sessions of one token spend the same rows', () => {
    const budgets = new RowBudgets()
    const [one, other, stranger] = [budgets.take('t', 10), budgets.take('t', 10), budgets.take('u', 10)]
    one.rows.spend(6)
    expect(() => other.rows.spend(5)).toThrow('are read')
    expect(() => one.rows.spend(1)).toThrow('are read')
    stranger.rows.spend(10)
  })

  it('takes the lower of what is left here and what the console knows of', () => {
    const budgets = new RowBudgets()
    const { rows } = budgets.take('t', 10)
    rows.spend(2)
    budgets.take('t', 10)
    rows.spend(5)
    budgets.take('t', 1)
    rows.spend(1)
    expect(() => rows.spend(1)).toThrow('are read')
  })

  it('asks the console again once all sessions are over, each counted once', () => {
    const budgets = new RowBudgets()
    const [one, other] = [budgets.take('t', 1), budgets.take('t', 1)]
    one.release()
    one.release()
    other.rows.spend(1)
    expect(() => budgets.take('t', 1).rows.spend(1)).toThrow('are read')
    const last = budgets.take('u', 1)
    last.rows.spend(1)
    last.release()
    budgets.take('u', 3).rows.spend(3)
  })

  it('bounds nothing where a token has no budget', () => {
    new RowBudgets().take('t', null).rows.spend(1e9)
  })
})
