import { readEnv } from './env'
import { main } from './main'

const write = (text: string) => void process.stdout.write(text)
const complain = (text: string) => void process.stderr.write(text)
process.exitCode = await main(process.argv.slice(2), readEnv(), { write, complain })
