/** Where sealed segments are kept. Objects are written once and never changed. */
export interface RecordingStore {
  /** Returns when the object is durable. Writing the same key again replaces it whole. Throws UNAVAILABLE when it cannot. */
  put(key: string, bytes: Uint8Array): Promise<void>
  /** Throws NOT_FOUND when there is no such object, UNAVAILABLE when the store cannot be reached. */
  get(key: string): Promise<Uint8Array>
  /** Removing what is not there is no error. */
  remove(key: string): Promise<void>
  /** Keeps a small object that nobody can change or remove before then, where the store can do that. */
  anchor(key: string, bytes: Uint8Array, until: Date): Promise<void>
}
