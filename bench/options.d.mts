export interface Options {
  readonly help: boolean
  /** Of each measurement. */
  readonly seconds: number
  readonly rounds: number
  /** Whether everybody speaks TLS. */
  readonly tls: boolean
  /** How many recorded statements are searched. */
  readonly statements: number
  /** An absolute folder in which they stay; null: they do not. */
  readonly keep: string | null
  /** Only the workloads whose name has one of them; none for all. */
  readonly words: readonly string[]
}

export const HELP: string
export function checkOptions(args: readonly string[]): Options
