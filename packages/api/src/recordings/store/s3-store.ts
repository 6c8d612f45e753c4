import {
  DeleteObjectCommand,
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { SallyportError } from '@sallyport/core'
import type { RecordingStore } from './recording-store'

export interface S3Settings {
  readonly bucket: string
  /** Before every key, without a slash at its end; empty: none. */
  readonly prefix: string
  readonly region: string
  /** Of a store other than AWS; null: AWS's own. */
  readonly endpoint: string | null
  /** The bucket keeps locked objects, so that anchors can be put out of everybody's reach. */
  readonly hasObjectLock: boolean
}

const REQUEST_TIMEOUT_MS = 30_000
const MAX_ATTEMPTS = 4

/**
 * Recordings in an S3-compatible store. Credentials come from where the SDK finds them (environment, files, the
 * machine's role), so that none is in our settings or in the database.
 */
export class S3Store implements RecordingStore {
  readonly #settings: S3Settings
  readonly #client: S3Client

  constructor(settings: S3Settings) {
    this.#settings = settings
    this.#client = new S3Client({
      region: settings.region,
      maxAttempts: MAX_ATTEMPTS,
      ...(settings.endpoint && { endpoint: settings.endpoint, forcePathStyle: true }),
      // Stores other than AWS know no checksums but Content-MD5; what we read is authenticated by its cipher.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    })
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    await this.#send((abortSignal) =>
      this.#client.send(new PutObjectCommand({ ...this.#at(key), Body: bytes }), { abortSignal }),
    )
  }

  async get(key: string): Promise<Uint8Array> {
    return this.#send(async (abortSignal) => {
      const { Body } = await this.#client.send(new GetObjectCommand(this.#at(key)), { abortSignal })
      if (!Body) throw new SallyportError('NOT_FOUND', 'a segment of the recording is missing in its store')
      return Body.transformToByteArray()
    })
  }

  async remove(key: string): Promise<void> {
    await this.#send((abortSignal) =>
      this.#client.send(new DeleteObjectCommand(this.#at(key)), { abortSignal }),
    )
  }

  async anchor(key: string, bytes: Uint8Array, until: Date): Promise<void> {
    const lock = { ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: until } as const
    const input = { ...this.#at(key), Body: bytes, ...(this.#settings.hasObjectLock && lock) }
    await this.#send((abortSignal) => this.#client.send(new PutObjectCommand(input), { abortSignal }))
  }

  #at(key: string) {
    const { bucket, prefix } = this.#settings
    return { Bucket: bucket, Key: prefix ? `${prefix}/${key}` : key }
  }

  async #send<T>(request: (signal: AbortSignal) => Promise<T>): Promise<T> {
    try {
      return await request(AbortSignal.timeout(REQUEST_TIMEOUT_MS))
    } catch (cause) {
      if (cause instanceof SallyportError) throw cause
      if (cause instanceof NoSuchKey) {
        throw new SallyportError('NOT_FOUND', 'a segment of the recording is missing in its store', { cause })
      }
      throw new SallyportError('UNAVAILABLE', 'the store of the recordings cannot be reached', { cause })
    }
  }
}
