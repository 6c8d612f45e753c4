import { FF1 } from '@noble/ciphers/ff1.js'

/** Fewer texts than this could be tried one by one: SP 800-38G, revision 1, section 5.1. */
export const LEAST_DOMAIN = 1_000_000

/** Format-preserving encryption FF1 of NIST SP 800-38G under one AES key. Texts are numerals below a radix. */
export class Ff1 {
  private readonly key: Uint8Array
  private readonly ciphers = new Map<number, ReturnType<typeof FF1>>()

  constructor(key: Uint8Array) {
    this.key = key
  }

  /** As many numerals as it is given. Throws when so many of the radix are fewer than LEAST_DOMAIN. */
  encrypt(radix: number, numerals: number[]): number[] {
    return this.cipher(radix, numerals.length).encrypt(numerals)
  }

  decrypt(radix: number, numerals: number[]): number[] {
    return this.cipher(radix, numerals.length).decrypt(numerals)
  }

  private cipher(radix: number, length: number) {
    if (length * Math.log(radix) < Math.log(LEAST_DOMAIN) - 1e-9)
      throw new RangeError('too few numerals for FF1')
    let cipher = this.ciphers.get(radix)
    if (!cipher) {
      cipher = FF1(radix, this.key)
      this.ciphers.set(radix, cipher)
    }
    return cipher
  }
}
