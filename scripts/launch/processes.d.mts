export function rememberProcesses(data: string, pids: readonly number[]): void
export function forgetProcesses(data: string): void
export function stopLeftovers(data: string): Promise<void>
