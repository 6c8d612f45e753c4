/**
 * The statements per second that a line of `pgbench --progress` tells; null for a line that tells none. Throws what
 * pgbench has to complain of, for it goes on with fewer clients when one of them fails.
 */
export function readProgress(line: string): number | null {
  const found = /^progress: [\d.]+ s, ([\d.]+) tps,/.exec(line)
  if (found) return Number(found[1])
  if (/\b(error|fatal|aborted)\b/i.test(line)) throw new Error(line)
  return null
}
