import { createHash, createHmac, pbkdf2Sync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { Scram } from './scram'

const salt = Buffer.from('0123456789abcdef')
const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest()

/** A server that knows the password, written from RFC 5802 alone. */
function serve(scram: Scram, password: string) {
  const clientNonce = scram.first().split('r=')[1] ?? ''
  const first = `r=${clientNonce}server,s=${salt.toString('base64')},i=4096`
  const salted = pbkdf2Sync(password, salt, 4096, 32, 'sha256')
  return {
    first,
    accepts(final: string) {
      const [withoutProof = '', proof = ''] = final.split(',p=')
      const message = `n=,r=${clientNonce},${first},${withoutProof}`
      const storedKey = createHash('sha256').update(hmac(salted, 'Client Key')).digest()
      const key = hmac(storedKey, message).map((byte, at) => byte ^ (Buffer.from(proof, 'base64')[at] ?? 0))
      return createHash('sha256').update(key).digest().equals(storedKey)
    },
    final: (final: string) =>
      `v=${hmac(hmac(salted, 'Server Key'), `n=,r=${clientNonce},${first},${final.split(',p=')[0]}`).toString('base64')}`,
  }
}

describe('Scram', () => {
  it('proves the password and checks that the server knows it too', async () => {
    const scram = new Scram()
    const server = serve(scram, 'pencil')
    const final = await scram.proof(server.first, 'pencil')
    expect(server.accepts(final)).toBe(true)
    expect(() => scram.finish(server.final(final))).not.toThrow()
  })

  it('proves nothing with another password', async () => {
    const scram = new Scram()
    const server = serve(scram, 'pencil')
    expect(server.accepts(await scram.proof(server.first, 'pen'))).toBe(false)
  })

  it('refuses a server that does not know the password', async () => {
    const scram = new Scram()
    const server = serve(scram, 'guess')
    const final = await scram.proof(server.first, 'pencil')
    expect(() => scram.finish(server.final(final))).toThrow('wrong signature')
  })

  it.each([
    ['another nonce', 'r=other,s=c2FsdA==,i=4096', 'nonce'],
    ['no iterations', 'r=NONCEx,s=c2FsdA==,i=0', 'iteration'],
    ['too many iterations', 'r=NONCEx,s=c2FsdA==,i=99999999', 'iteration'],
  ])('refuses %s', async (_, first, why) => {
    const scram = new Scram()
    const nonce = scram.first().split('r=')[1] ?? ''
    await expect(scram.proof(first.replace('NONCE', nonce), 'pencil')).rejects.toThrow(why)
  })
})
