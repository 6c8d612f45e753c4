import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seal } from '@sallyport/secrets'
import { loadParser } from '@sallyport/sql'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { listen } from '../src/listen'
import { postgres } from '../src/protocols'
import { Gate } from '../src/session/gate'
import { passwordOpener } from '../src/session/password'
import { Spool } from '../src/spool/spool'
import { Upload } from '../src/spool/upload'
import { rule, TestApprovals } from '../src/testing/test-gateway'
import { testIssuer } from '../src/testing/test-issuer'
import { MASKING } from './masking-rules'
import { withoutRecordings } from './without-recordings'

// node gateway-alone.ts TARGET(json) recorded|unrecorded
// A gateway without a console, whose recordings are taken as fast as they come. Prints its port and a token.

const [targetText = '', recorded] = process.argv.slice(2)
const target = JSON.parse(targetText)
if (recorded === 'unrecorded') withoutRecordings()

await loadParser()
const masterKey = Buffer.alloc(32, 7)
const { privateKey, publicKey } = await generateKeyPair('EdDSA')
const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'EdDSA' }
const issuer = { ...testIssuer(jwk), issuer: 'http://bench' }
const snapshot = {
  version: 1,
  gatewayName: 'bench',
  consoleUrl: 'http://bench',
  rules: [rule('all', 'allow')],
  maskingRules: MASKING,
  consoleIssuer: issuer,
  issuers: [],
}
const spool = new Spool(mkdtempSync(join(tmpdir(), 'sallyport-bench-spool-')), 4e9)
const upload: Upload = new Upload(spool, {
  isOpen: true,
  sendRecords: (sessionId, offset, records) =>
    void setTimeout(() => upload.acknowledged(sessionId, offset + records.length), 1),
  resume: () => undefined,
})
upload.start()
const gate = new Gate({
  policy: { current: () => snapshot },
  approvals: new TestApprovals(),
  spool,
  openPassword: passwordOpener(masterKey, { environment: {}, variables: [], folders: [] }),
  readAccess: () => Promise.reject(new Error('nobody asks')),
  refreshKeys: async () => undefined,
  openSession: async ({ connection }) => ({
    identity: { id: 'agent-id', kind: 'agent', name: 'agent', groups: [] },
    connection: {
      ...target,
      id: 'connection-id',
      name: connection,
      sealedPassword: seal(masterKey, target.password, 'connection:connection-id').toString('base64'),
      isReference: false,
      tlsMode: 'disable',
      tlsCa: null,
      durability: 'best-effort',
    },
  }),
})
const { port } = await listen(postgres({ tls: null, maskingKey: masterKey }), gate, '127.0.0.1', 0)
const token = await new SignJWT({})
  .setProtectedHeader({ alg: 'EdDSA', kid: 'k1' })
  .setIssuer(issuer.issuer)
  .setAudience(issuer.audience)
  .setSubject('agent-id')
  .setJti('token-id')
  .setIssuedAt()
  .setExpirationTime('12h')
  .sign(privateKey)
process.stdout.write(`${port} ${token}\n`)
