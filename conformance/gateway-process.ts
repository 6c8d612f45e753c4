import { VERBS } from '@sallyport/core'
import { rule, startGateway } from '../apps/gateway/src/testing/test-gateway'
import type { TransparentTarget } from './gateway'

// The child of gateway.ts: a gateway that lets everything through, to every database of one server.

const isForFuzzing = process.argv[3] === 'fuzz'
const maskingRule = {
  id: 'm',
  name: 'm',
  connections: [],
  groups: [],
  columns: [],
  detectors: ['email'],
} as const
const target = JSON.parse(process.argv[2] ?? '{}') as TransparentTarget
const gateway = await startGateway(
  { ...target, database: 'postgres' },
  {
    rules: [rule('everything', 'allow', { verbs: VERBS })],
    maskingRules: isForFuzzing ? [{ ...maskingRule, dataClass: 'email', operator: 'redact' }] : [],
  },
  {
    databaseOf: (connection) => connection,
    keepsRecordings: false,
    ...(isForFuzzing && { signIn: 'any' as const }), // the scripted server asks for nothing
  },
)
process.once('SIGTERM', () => void gateway.close().then(() => process.exit(0)))
const { address, mcpUrl } = gateway
process.stdout.write(`${JSON.stringify({ port: address.port, token: address.password, mcpUrl })}\n`)
