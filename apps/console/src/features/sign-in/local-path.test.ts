import { expect, it } from 'vitest'
import { localPath } from './local-path'

it.each([
  ['keeps a path with its query', '/approvals?status=settled', '/approvals?status=settled'],
  ['refuses another host', 'https://evil.example/', '/'],
  ['refuses a host without its scheme', '//evil.example', '/'],
  ['refuses a backslash, which browsers read as a slash', '/\\evil.example', '/'],
  ['refuses a tab, which browsers leave out', '/\t/evil.example', '/'],
  ['goes to the start without one', undefined, '/'],
])('%s', (_, path, target) => {
  expect(localPath(path)).toBe(target)
})
