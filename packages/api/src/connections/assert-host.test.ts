import { describe, expect, it } from 'vitest'
import { assertHost } from './assert-host'

describe('assertHost', () => {
  it.each([
    '169.254.169.254',
    '169.254.0.1',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    'fe80::1',
    'FE80::1',
    'fd00:ec2::254',
    '100.100.100.200',
    '168.63.129.16',
    '0.0.0.0',
    '0.1.2.3',
    '::',
    '224.0.0.1',
    '255.255.255.255',
    'ff02::1',
    'metadata.google.internal',
    'Metadata.Google.Internal.',
    'metadata',
  ])('refuses %s: link-local, metadata, or no one host', async (host) => {
    await expect(assertHost(host, [])).rejects.toMatchObject({ code: 'INVALID_INPUT', field: 'host' })
  })

  it.each(['2852039166', '0xa9fea9fe', '0251.0376.0251.0376', '169.254.43518', '0xa9.254.169.254', '127.1'])(
    'refuses %s: an address in disguise',
    async (host) => {
      await expect(assertHost(host, [])).rejects.toThrow('not an address in its usual form')
    },
  )

  it.each(['127.0.0.1', '::1', 'localhost', '10.0.0.5', '192.168.1.2', 'fd12::5', '203.0.113.7'])(
    'takes %s: databases live on such addresses',
    async (host) => {
      await expect(assertHost(host, [])).resolves.toBeUndefined()
    },
  )

  it('takes what the operator allowed by name', async () => {
    await expect(assertHost('169.254.7.7', ['169.254.7.7'])).resolves.toBeUndefined()
    await expect(assertHost('169.254.7.8', ['169.254.7.7'])).rejects.toMatchObject({ field: 'host' })
  })
})
