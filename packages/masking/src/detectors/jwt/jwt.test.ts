import { describe, expect, it } from 'vitest'
import { find } from '../../../test/find'

describe('jwt', () => {
  it.each([
    [
      'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N',
      'Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N',
    ],
    ['eyJhbGciOiJub25lIn0.eyJzdWIiOiIxMjM0In0.x', 'none: eyJhbGciOiJub25lIn0.eyJzdWIiOiIxMjM0In0.x'],
    [
      'eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..48V1_ALb6US04U3b.5eym8TW_c8SuK0ltJ3rpYIzO.XESTamrfJ1',
      'eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..48V1_ALb6US04U3b.5eym8TW_c8SuK0ltJ3rpYIzO.XESTamrfJ1',
    ],
  ])('finds %s in %s', (found, text) => {
    expect(find(text, 'jwt')).toEqual([found])
  })

  it.each(['eyJhbGciOiJIUzI1NiJ9', 'eyJ.eyJ.x', 'heyJude.eyes.only', 'keyJar.open.now'])(
    'finds nothing in %s',
    (text) => {
      expect(find(text, 'jwt')).toEqual([])
    },
  )
})
