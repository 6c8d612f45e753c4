import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import pg from 'pg'

/** How much of the disk the recordings of a run take, and how much they hold. */
export interface StoredSize {
  readonly storedBytes: number
  readonly recordedBytes: number
}

const SETTLE_MS = 500
const PATIENCE_MS = 30_000

/** Waits until the console has put away what it was sent, and looks at what that takes. */
export async function storedSize(data: string): Promise<StoredSize> {
  let storedBytes = -1
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await setTimeout(SETTLE_MS)) {
    const now = sizeOf(join(data, 'recordings'))
    if (now === storedBytes) break
    storedBytes = now
  }
  const client = new pg.Client(consoleDatabase(data))
  await client.connect()
  try {
    const { rows } = await client.query<{ sum: string | null }>('select sum("recordingBytes") from "Session"')
    return { storedBytes, recordedBytes: Number(rows[0]?.sum ?? 0) }
  } finally {
    await client.end()
  }
}

export function describeStored({ storedBytes, recordedBytes }: StoredSize): string {
  const share = recordedBytes > 0 ? `, ${Math.round((storedBytes / recordedBytes) * 100)} % of them` : ''
  return `Recordings of ${megabytes(recordedBytes)} take ${megabytes(storedBytes)} on the disk${share}.`
}

function consoleDatabase(data: string): pg.ClientConfig {
  const read = (...path: readonly string[]) => readFileSync(join(data, ...path), 'utf8')
  const { port } = JSON.parse(read('postgres', 'console.json')) as { readonly port: number }
  const database = 'sallyport'
  return { host: '127.0.0.1', port, user: database, database, password: read('database-password').trim() }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}

function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)
}
