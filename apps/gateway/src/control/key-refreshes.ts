const AT_MOST_EVERY_MS = 5_000

interface Asked {
  readonly at: number
  readonly answer: Promise<void>
  isUnderway: boolean
}

/**
 * Asks for an issuer's keys, seldom: whoever comes meanwhile, or a moment after, has the same answer. Anybody can send
 * tokens with unknown keys, but only of issuers that the policy has, so that it knows of no more than those.
 */
export function refreshSeldom(refresh: (issuer: string) => Promise<void>): (issuer: string) => Promise<void> {
  const last = new Map<string, Asked>()
  return (issuer) => {
    const before = last.get(issuer)
    if (before && (before.isUnderway || Date.now() - before.at < AT_MOST_EVERY_MS)) return before.answer
    const answer = refresh(issuer).finally(() => {
      asked.isUnderway = false
    })
    const asked: Asked = { at: Date.now(), answer, isUnderway: true }
    last.set(issuer, asked)
    return answer
  }
}
