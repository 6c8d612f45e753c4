export interface Options {
  readonly help: boolean
  readonly list: boolean
  readonly messages: number
  readonly statements: number
  readonly rounds: number
  /** Seconds. */
  readonly outage: number
  readonly seed: number
  /** Only the suites whose name has one of them; none for all. */
  readonly words: readonly string[]
}

export const HELP: string
export function checkOptions(args: readonly string[]): Options
