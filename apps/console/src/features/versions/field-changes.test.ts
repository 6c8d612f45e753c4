import { expect, it } from 'vitest'
import { fieldChanges } from './field-changes'

it('names the fields that differ, before and after, and no others', () => {
  const before = { name: 'x', verbs: ['drop'], message: '', groups: [], enabled: true }
  const after = { name: 'x', verbs: [], message: 'No', groups: [], enabled: false }
  expect(fieldChanges(before, after)).toEqual([
    { field: 'verbs', from: 'drop', to: '(any)' },
    { field: 'message', from: '(none)', to: 'No' },
    { field: 'enabled', from: 'true', to: 'false' },
  ])
})
