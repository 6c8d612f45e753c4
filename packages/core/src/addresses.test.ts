import { describe, expect, it } from 'vitest'
import { isForbiddenAddress } from './addresses'

describe('isForbiddenAddress', () => {
  it.each([
    '169.254.169.254',
    '169.254.0.1',
    '0.0.0.0',
    '0.1.2.3',
    '100.100.100.200',
    '192.0.0.192',
    '168.63.129.16',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '0:0:0:0:0:ffff:a9fe:a9fe',
    '64:ff9b::a9fe:a9fe',
    '2002:a9fe:a9fe::1',
    'fe80::1',
    'FE80::1%eth0',
    'febf::1',
    'fd00:ec2::254',
    'fd00:0ec2:0:0:0:0:0:0254',
    'ff02::1',
  ])('%s: no target lives there', (address) => {
    expect(isForbiddenAddress(address)).toBe(true)
  })

  it.each([
    '127.0.0.1',
    '10.0.0.5',
    '192.168.1.2',
    '169.253.1.1',
    '203.0.113.7',
    '::1',
    '::ffff:10.0.0.5',
    'fd12::5',
    'fec0::1',
    'fd00:ec2::253',
    '2001:db8::7',
  ])('%s: a target may', (address) => {
    expect(isForbiddenAddress(address)).toBe(false)
  })

  it.each([
    '',
    'example.com',
    '1.2.3',
    '256.1.1.1',
    '01.2.3.4',
    '1:2',
    '1::2::3',
    '1:2:3:4:5:6:7:8:9',
    'g::1',
  ])('%s is no address, and therefore forbidden', (text) => {
    expect(isForbiddenAddress(text)).toBe(true)
  })
})
