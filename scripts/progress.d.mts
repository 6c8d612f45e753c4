export interface Progress {
  /** Runs the work; a string that it answers ends the line in place of the time it took. */
  step<T>(title: string, work: () => Promise<T>): Promise<T>
  note(line: string): void
}

export function progress(total: number, out?: NodeJS.WriteStream): Progress
