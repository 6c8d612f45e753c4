import { SallyportError } from '@sallyport/core'
import { equalBytes } from '../chain'
import { EMPTY_HEAD } from '../layout'
import { readRecords } from '../read-records'
import { encodeLedgerEntry } from '../seal/ledger'
import { encodeSeal } from '../seal/seal'
import { importSealKey, isSignedBy, type SealCryptoKey, type SealKey } from '../seal/signature'
import { verify } from '../verify'
import {
  describeRecord,
  type ExportedLedgerEntry,
  type ExportedRecord,
  type ExportedSeal,
  type ExportHead,
  hex,
  parseLine,
} from './lines'

export type ExportVerification =
  | {
      readonly ok: true
      readonly sessionId: string
      readonly events: number
      /** How many of the events stand under a signature; all of them once the session has ended and was sealed. */
      readonly sealedEvents: number
      readonly isEnded: boolean
      /** The ids of the keys that signed: compare them with those that the console publishes. */
      readonly kids: readonly string[]
    }
  | {
      readonly ok: false
      /** From 1. */
      readonly line: number
      /** Index of the first event that is wrong, missing or too many; as many before it are good. */
      readonly event: number
      readonly reason: string
    }

/**
 * Checks an exported recording: every record against the chain, every seal against the records and its signature,
 * the ledger's entries against the seals. Reads line by line and holds one record. `trusted`: the ids of the keys
 * that may have signed; without them the file's own keys count, and who signed is for the reader to judge.
 */
export async function verifyExport(
  lines: AsyncIterable<string> | Iterable<string>,
  trusted?: readonly string[],
): Promise<ExportVerification> {
  const check = new ExportCheck(trusted)
  let number = 0
  try {
    for await (const text of lines) {
      number += 1
      if (text.trim() === '' && number > 1) continue
      await check.line(text)
    }
    return check.end()
  } catch (error) {
    if (!(error instanceof SallyportError)) throw error
    return { ok: false, line: Math.max(number, 1), event: check.events, reason: error.message }
  }
}

/** How far a file was read, and what must come next. */
class ExportCheck {
  events = 0
  readonly #trusted: readonly string[] | undefined
  readonly #keys = new Map<string, SealCryptoKey>()
  readonly #kids = new Set<string>()
  readonly #sealDigests = new Set<string>()
  #head: ExportHead | null = null
  #chainHead = EMPTY_HEAD
  #bytes = 0
  #sealed = { index: 0, offset: 0, events: 0, head: EMPTY_HEAD }
  #wasOpened = false
  #hasEnded = false
  #lastSequence = 0

  constructor(trusted: readonly string[] | undefined) {
    this.#trusted = trusted
  }

  async line(text: string): Promise<void> {
    const line = parseLine(text)
    if (line.type === 'export') return this.#begin(line)
    if (!this.#head) throw wrong('the first line is missing')
    if (line.type === 'ledger') return this.#ledger(line)
    if (this.#lastSequence > 0) throw wrong('the ledger’s entries come last')
    return line.type === 'record' ? this.#record(line) : this.#seal(line)
  }

  end(): ExportVerification {
    const head = this.#head
    if (!head) throw wrong('it is empty')
    if (head.events !== this.events || head.bytes !== this.#bytes || head.head !== hex(this.#chainHead)) {
      throw wrong('records are missing at its end, or there are too many')
    }
    if (head.isEnded !== this.#hasEnded) throw wrong('it does not end as it says')
    if (this.#hasEnded && this.#sealed.events !== this.events) throw wrong('its last records have no seal')
    if (!this.#wasOpened) throw wrong('the ledger’s entry of its beginning is missing')
    if (this.#sealDigests.size > 0) throw wrong('the ledger’s entry of a seal is missing')
    return {
      ok: true,
      sessionId: head.sessionId,
      events: this.events,
      sealedEvents: this.#sealed.events,
      isEnded: head.isEnded,
      kids: [...this.#kids],
    }
  }

  async #begin(head: ExportHead): Promise<void> {
    if (this.#head) throw wrong('it has a second first line')
    for (const key of head.keys) this.#keys.set(await checkedKid(key), await importSealKey(key))
    this.#head = head
  }

  async #record({ record, events }: ExportedRecord): Promise<void> {
    const bytes = fromBase64(record)
    const found = await verify(bytes, undefined, this.#chainHead)
    if (!found.ok) throw wrong(found.reason)
    const records = [...readRecords(bytes)]
    const described = records.flatMap(describeRecord)
    if (JSON.stringify(described) !== JSON.stringify(events)) {
      throw wrong('the events that it shows are not those of its record')
    }
    this.#chainHead = found.head
    this.#bytes += bytes.length
    this.events += found.events
    this.#hasEnded = records.at(-1)?.events.at(-1)?.type === 'session-end'
  }

  async #seal({ seal, ...signed }: ExportedSeal): Promise<void> {
    const last = this.#sealed
    const isNext =
      seal.sessionId === this.#head?.sessionId &&
      seal.index === last.index &&
      seal.offset === last.offset &&
      seal.offset + seal.bytes === this.#bytes &&
      last.events + seal.events === this.events &&
      equalBytes(seal.previousHead, last.head) &&
      equalBytes(seal.head, this.#chainHead)
    if (!isNext) throw wrong(`the seal of segment ${seal.index} is not of the records before it`)
    const encoded = encodeSeal(seal)
    await this.#requireSignature(encoded, signed, `the seal of segment ${seal.index}`)
    this.#sealDigests.add(hex(await digest(encoded)))
    this.#sealed = { index: seal.index + 1, offset: this.#bytes, events: this.events, head: seal.head }
  }

  async #ledger({ entry, ...signed }: ExportedLedgerEntry): Promise<void> {
    const what = `the ledger’s entry ${entry.sequence}`
    if (entry.sessionId !== this.#head?.sessionId) throw wrong(`${what} is of another session`)
    if (entry.sequence <= this.#lastSequence) throw wrong(`${what} is not in order`)
    this.#lastSequence = entry.sequence
    await this.#requireSignature(await digest(encodeLedgerEntry(entry)), signed, what)
    if (entry.kind === 'opened') this.#wasOpened = true
    if (entry.kind === 'sealed' && !this.#sealDigests.delete(hex(entry.digest))) {
      throw wrong(`${what} is of a seal that is not here`)
    }
  }

  async #requireSignature(
    bytes: Uint8Array<ArrayBuffer>,
    { kid, signature }: { readonly kid: string; readonly signature: string },
    what: string,
  ): Promise<void> {
    const key = this.#keys.get(kid)
    if (!key) throw wrong(`${what} is signed by a key that the file does not have`)
    if (this.#trusted && !this.#trusted.includes(kid))
      throw wrong(`${what} is signed by a key that is not trusted`)
    if (!(await isSignedBy(key, bytes, fromBase64(signature))))
      throw wrong(`${what} is not signed by its key`)
    this.#kids.add(kid)
  }
}

/** A key's id is its thumbprint (RFC 7638, RFC 8037), so that no key can take another one's name. */
async function checkedKid({ kid, x }: SealKey): Promise<string> {
  const members = new TextEncoder().encode(JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x }))
  const thumbprint = btoa(String.fromCharCode(...(await digest(members))))
  if (thumbprint.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '') !== kid) {
    throw wrong('a key is not the one that its id names')
  }
  return kid
}

function fromBase64(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  } catch (cause) {
    throw new SallyportError('PROTOCOL_VIOLATION', 'something in it is not base64', { cause })
  }
}

async function digest(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
}

function wrong(reason: string): SallyportError {
  return new SallyportError('PROTOCOL_VIOLATION', reason)
}
