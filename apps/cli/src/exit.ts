/** What the command ends with; scripts rely on it, and `sallyport help` says it. */
export const EXIT = { done: 0, failed: 1, usage: 2, changes: 3, refused: 4, unreachable: 5 } as const

/** An end with words for whoever typed the command. */
export class CommandError extends Error {
  readonly exit: number
  /** One problem a line, for `--json`. */
  readonly problems: readonly Problem[]

  constructor(exit: number, message: string, problems: readonly Problem[] = []) {
    super(message)
    this.exit = exit
    this.problems = problems
  }
}

export interface Problem {
  readonly file?: string
  readonly line?: number
  readonly column?: number
  /** The field's path in the file, such as rules.2.effect. */
  readonly field?: string
  readonly message: string
}
