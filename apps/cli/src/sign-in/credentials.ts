import { chmod, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

/** What a sign-in left: how to have new tokens, and those that are good still, by their scope. */
export interface Credential {
  readonly refreshToken: string
  readonly tokens: Readonly<Record<string, { readonly token: string; readonly expiresAt: number }>>
}

type Kept = Readonly<Record<string, Credential>>

const LOCK_WAIT_MS = 50
const LOCK_STALE_MS = 15_000

/** One file that nobody else can read, by the console's address. */
export class Credentials {
  private readonly folder: string
  private readonly file: string

  constructor(folder: string) {
    this.folder = folder
    this.file = join(folder, 'credentials.json')
  }

  async get(consoleUrl: string): Promise<Credential | null> {
    return (await this.read())[consoleUrl] ?? null
  }

  /** Changes one console's; null forgets it. Two commands at once change one after the other. */
  async change<Result>(
    consoleUrl: string,
    work: (now: Credential | null) => Promise<{ readonly next: Credential | null; readonly result: Result }>,
  ): Promise<Result> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 })
    const unlock = await this.lock()
    try {
      const all = await this.read()
      const { next, result } = await work(all[consoleUrl] ?? null)
      const { [consoleUrl]: _, ...others } = all
      await this.write(next ? { ...others, [consoleUrl]: next } : others)
      return result
    } finally {
      await unlock()
    }
  }

  private async read(): Promise<Kept> {
    try {
      return JSON.parse(await readFile(this.file, 'utf8')) as Kept
    } catch {
      return {} // there is none yet, or it is damaged: a sign-in makes it anew
    }
  }

  private async write(kept: Kept): Promise<void> {
    const next = `${this.file}.new`
    await writeFile(next, JSON.stringify(kept), { mode: 0o600 })
    await chmod(next, 0o600)
    await rename(next, this.file)
  }

  private async lock(): Promise<() => Promise<void>> {
    const path = `${this.file}.lock`
    for (;;) {
      const handle = await open(path, 'wx', 0o600).catch(() => null)
      if (handle) {
        await handle.close()
        return () => rm(path, { force: true })
      }
      const since = await stat(path).catch(() => null)
      if (since && Date.now() - since.mtimeMs > LOCK_STALE_MS) await rm(path, { force: true })
      await setTimeout(LOCK_WAIT_MS)
    }
  }
}
