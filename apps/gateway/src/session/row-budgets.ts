import { RowBudget } from './row-budget'

interface Shared {
  readonly rows: RowBudget
  sessions: number
}

/** The budgets of tokens that have sessions open: those of one token spend the same, however many they are. */
export class RowBudgets {
  private readonly shared = new Map<string, Shared>()

  /** For one more session of the token, which says by `release` that it is over. `rowsLeft`: what the console knows of. */
  take(digest: string, rowsLeft: number | null): { readonly rows: RowBudget; readonly release: () => void } {
    const shared = this.shared.get(digest) ?? { rows: new RowBudget(rowsLeft), sessions: 0 }
    shared.rows.lower(rowsLeft)
    shared.sessions += 1
    this.shared.set(digest, shared)
    let isReleased = false
    const release = () => {
      if (isReleased) return
      isReleased = true
      shared.sessions -= 1
      if (shared.sessions === 0) this.shared.delete(digest)
    }
    return { rows: shared.rows, release }
  }
}
