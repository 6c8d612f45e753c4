import { readEnv } from './env'
import { main } from './main'

// Whoever read our output may be gone, as `head` is; there is nothing more to say then.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => process.exit())
const write = (text: string) => void process.stdout.write(text)
const complain = (text: string) => void process.stderr.write(text)
process.exitCode = await main(process.argv.slice(2), readEnv(), { write, complain })
