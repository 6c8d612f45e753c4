import { execFile } from 'node:child_process'
import { closeSync, openSync, writeSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import { judge } from './judge'
import { type Product, prepareProduct } from './product'
import type { Trial } from './trial'
import { effectsOf, prepareEffects, Writers } from './writers'

const run = promisify(execFile)
const CLIENTS = 4
const DISK = '96m'
const ALARM_WITHIN_MS = 5_000
const PATIENCE_MS = 120_000
const REFUSED = /the disk of the recording spool is full, so nothing runs/

/**
 * The disk of the spool is filled by somebody else while clients write. Nothing takes effect that is not recorded,
 * clients are told why in words, people see an alarm, and all of it goes on by itself when there is room.
 */
export const diskFull: Trial = {
  name: 'disk full',
  async run(say) {
    const disk = await mkdtemp(join(tmpdir(), 'sallyport-disk-'))
    try {
      await run('mount', ['-t', 'tmpfs', '-o', `size=${DISK}`, 'sallyport', disk])
    } catch {
      say('  left out: it needs the right to mount a small disk')
      await rm(disk, { recursive: true })
      return true
    }
    const spool = join(disk, 'spool')
    await mkdir(spool)
    const product = await prepareProduct(spool)
    const writers = new Writers(product, CLIENTS)
    const console = await product.startConsole()
    const gateway = await product.startGateway()
    try {
      await prepareEffects(product)
      writers.start('disk')
      await writers.allWrite()
      const ballast = join(disk, 'ballast')
      fill(ballast)
      say('  the disk is full')
      const tookMs = await refusal(product, writers)
      say(`  ${tookMs === null ? 'no alarm' : `an alarm ${Math.round(tookMs)} ms after the first refusal`}`)
      const effects = (await effectsOf(product)).size
      await setTimeout(3_000)
      const more = (await effectsOf(product)).size - effects
      say(`  statements that took effect in three seconds meanwhile: ${more}`)
      await rm(ballast)
      await writers.allWrite()
      say('  there is room, and all clients write again')
      await writers.stop()
      for (const [error, count] of writers.errors) say(`  told to clients: ${count} × ${error}`)
      const isSaid = [...writers.errors.keys()].some((error) => REFUSED.test(error))
      const isWell = await judge(product, writers, say)
      return (
        isWell && isSaid && more === 0 && tookMs !== null && tookMs < ALARM_WITHIN_MS && gateway.isRunning
      )
    } finally {
      await gateway.kill()
      await console.kill()
      await product.remove()
      await run('umount', [disk])
      await rm(disk, { recursive: true })
    }
  },
}

/** Takes all the room there is. */
function fill(path: string): void {
  const fd = openSync(path, 'w')
  try {
    for (let size = 1024 * 1024; size >= 512; ) {
      const chunk = Buffer.alloc(size)
      try {
        writeSync(fd, chunk)
      } catch {
        size /= 2
      }
    }
  } finally {
    closeSync(fd)
  }
}

/** Waits until a client is refused; how long after that people see it, or null: not at all. */
async function refusal({ db }: Product, writers: Writers): Promise<number | null> {
  const isRefused = () => [...writers.errors.keys()].some((error) => REFUSED.test(error))
  const end = Date.now() + PATIENCE_MS
  while (!isRefused() && Date.now() < end) await setTimeout(20)
  const began = performance.now()
  for (; Date.now() < end; await setTimeout(20)) {
    if ((await db.gateway.count({ where: { failure: { not: null } } })) > 0) return performance.now() - began
  }
  return null
}
