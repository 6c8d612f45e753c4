import { statfs } from 'node:fs/promises'
import { availableParallelism, cpus } from 'node:os'

/** TMPFS_MAGIC: https://man7.org/linux/man-pages/man2/statfs.2.html */
const TMPFS = 0x01021994

export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly node: string
  /** Then flushing a recording costs nothing, and the figures flatter Sallyport. */
  readonly keepsDataInMemory: boolean
  /** All of it in a line. */
  readonly description: string
}

/** Where this was measured. */
export async function machine(data: string): Promise<Machine> {
  const cpu = cpus()[0]?.model ?? 'unknown CPU'
  const cores = availableParallelism()
  const node = process.version
  const keepsDataInMemory = (await statfs(data)).type === TMPFS
  const memory = keepsDataInMemory ? ', data in memory: flushes cost nothing (set TMPDIR to a disk)' : ''
  return { cpu, cores, node, keepsDataInMemory, description: `${cores} × ${cpu}, Node ${node}${memory}` }
}
