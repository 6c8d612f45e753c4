import { DirectoryStore } from './directory-store'
import type { RecordingStore } from './recording-store'
import { S3Store } from './s3-store'

export interface StoreSettings {
  /** A directory, or `s3://bucket/prefix`. */
  readonly location: string
  readonly region: string
  readonly endpoint: string | null
  readonly hasObjectLock: boolean
}

export function openStore({ location, region, endpoint, hasObjectLock }: StoreSettings): RecordingStore {
  const s3 = /^s3:\/\/([^/]+)\/?(.*?)\/?$/.exec(location)
  const [, bucket, prefix = ''] = s3 ?? []
  if (!bucket) return new DirectoryStore(location)
  return new S3Store({ bucket, prefix, region, endpoint, hasObjectLock })
}
