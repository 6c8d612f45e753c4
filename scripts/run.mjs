import { spawn } from 'node:child_process'
import { root } from './root.mjs'

/** A failure that its message explains; nobody needs its stack. */
export class PlainError extends Error {}

const KEPT_CHARACTERS = 20_000
const running = new Set()

/** Runs a program to its end. What it prints is shown with `verbose`, and otherwise only when it fails. */
export function run(command, args, { verbose = false, cwd = root, env = {} } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', verbose ? 'inherit' : 'pipe', verbose ? 'inherit' : 'pipe'],
    })
    running.add(child)
    let output = ''
    const keep = (chunk) => (output = (output + chunk).slice(-KEPT_CHARACTERS))
    child.stdout?.setEncoding('utf8').on('data', keep)
    child.stderr?.setEncoding('utf8').on('data', keep)
    child.on('error', reject)
    child.on('close', (code, signal) => {
      running.delete(child)
      if (code === 0) return resolve(output)
      const how = signal ? `ended by ${signal}` : `ended with code ${code}`
      reject(new PlainError(`${output.trimEnd()}\n\n${command} ${args.join(' ')} ${how}`.trim()))
    })
  })
}

/** Passes a signal that came to us alone on to whoever is at work. */
export function stopRunning(signal) {
  for (const child of running) child.kill(signal)
}
