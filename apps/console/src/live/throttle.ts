/** Calls at once, and then at most every `intervalMs`; the last call is never lost. */
export function throttle(action: () => void, intervalMs: number): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null
  let isWanted = false

  function call(): void {
    if (timer) {
      isWanted = true
      return
    }
    timer = setTimeout(() => {
      timer = null
      if (!isWanted) return
      isWanted = false
      call()
    }, intervalMs)
    action()
  }
  return call
}
