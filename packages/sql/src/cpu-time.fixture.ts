/** Milliseconds of this process's own work, which a busy machine does not change much. */
export function cpuTimeOf(action: () => void): number {
  const before = process.cpuUsage()
  action()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
