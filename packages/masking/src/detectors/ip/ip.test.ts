import { describe, expect, it } from 'vitest'
import { find } from '../../../test/find'

describe('ip', () => {
  it.each([
    ['192.168.1.10', 'from 192.168.1.10 to there'],
    ['10.0.0.0/8', 'net 10.0.0.0/8.'],
    ['2001:db8::1', '[2001:db8::1]:8080'],
    ['2001:db8::/32', '2001:db8::/32'],
    ['fe80::1%eth0', 'on fe80::1%eth0'],
    ['::ffff:192.0.2.1', 'mapped ::ffff:192.0.2.1'],
    ['2001:0db8:0000:0000:0000:ff00:0042:8329', '2001:0db8:0000:0000:0000:ff00:0042:8329'],
    ['203.0.113.7', 'host=203.0.113.7:5432'],
  ])('finds %s in %s', (found, text) => {
    expect(find(text, 'ip')).toEqual([found])
  })

  it.each([
    'version 1.2.3',
    'v10.0.19045.1',
    '1.2.3.4.5',
    '300.1.1.1',
    '01.02.03.04',
    'at 12:34:56',
    'std::string::npos',
    'a::b',
    'aa:bb:cc:dd:ee:ff',
    '{"a":1,"b":2}',
  ])('finds nothing in %s', (text) => {
    expect(find(text, 'ip')).toEqual([])
  })
})
