import { logError } from './log'

const PATIENCE_MS = 5_000

/** Stops in order at the first signal, and at once at the second or when stopping takes too long. */
export function stopOnSignal(stop: () => Promise<void>): void {
  let isStopping = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (isStopping) process.exit(1)
      isStopping = true
      setTimeout(() => process.exit(1), PATIENCE_MS).unref()
      stop().then(
        () => process.exit(0),
        (error: unknown) => {
          logError('stopping', error)
          process.exit(1)
        },
      )
    })
  }
}
