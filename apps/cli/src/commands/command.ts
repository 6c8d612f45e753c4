import type { ConsoleApi } from '../console-api'
import type { Env } from '../env'
import type { Values } from '../options'
import type { Credentials } from '../sign-in/credentials'

export interface Output {
  readonly write: (text: string) => void
  readonly complain: (text: string) => void
}

/** What a command works with. */
export interface Call {
  /** The console's address. */
  readonly url: string
  readonly env: Env
  readonly values: Values
  /** The words after the command's name. */
  readonly words: readonly string[]
  /** What stands after `--`. */
  readonly rest: readonly string[]
  readonly output: Output
  readonly credentials: Credentials
  /** A token of a scope: as it was given, or of the sign-in. Throws when there is none. */
  token(scope: 'connect' | 'read' | 'manage'): Promise<string>
  /** A token for databases that nobody else has, to be given back. */
  freshToken(): Promise<string>
  /** The console's API, with a token of that scope. */
  api(scope: 'read' | 'manage'): Promise<ConsoleApi>
}

/** Runs, and says what the process ends with. */
export type Command = (call: Call) => Promise<number>

/** One JSON document with --json, else words. */
export function say({ values, output }: Call, document: unknown, words: string): void {
  output.write(values.json ? `${JSON.stringify(document)}\n` : words)
}
