export interface Options {
  readonly help: boolean
  /** Of each measurement. */
  readonly seconds: number
  readonly rounds: number
  /** Only the workloads whose name has it; '' for all. */
  readonly word: string
}

export const HELP: string
export function checkOptions(args: readonly string[]): Options
