export interface Step {
  readonly name: string
  /** Files and folders below the repository's root. */
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly extra?: string
}

export function unlessUnchanged(step: Step, work: () => Promise<unknown>): Promise<'up to date' | undefined>
