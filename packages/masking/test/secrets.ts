import { numbers } from './clean-cells'

const next = numbers(7)
const draw = (alphabet: string, size: number): string =>
  Array.from({ length: size }, () => alphabet[Math.floor(next() * alphabet.length)]).join('')
const word = (size: number) => draw('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', size)
const upper = (size: number) => draw('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', size)
const hex = (size: number) => draw('0123456789abcdef', size)

/**
 * Secrets as they stand in tables, logs and files of settings, drawn here so that nobody takes this file for a
 * leak. Each has the text that must not be left of it.
 */
export const SECRETS: readonly (readonly [text: string, secret: string])[] = [
  ...[`AKIA${upper(16)}`, `ASIA${upper(16)}`].map((key) => [`aws ${key} in eu-west-1`, key] as const),
  ...['ghp_', 'gho_', 'ghs_', 'ghu_', 'ghr_']
    .map((prefix) => `${prefix}${word(36)}`)
    .map((key) => [`git clone https://x:${key}@github.com/a/b`, key] as const),
  ...[
    `github_pat_${word(22)}_${word(59)}`,
    `glpat-${word(20)}`,
    `xoxb-${draw('0123456789', 12)}-${draw('0123456789', 12)}-${word(24)}`,
    `xoxp-${draw('0123456789', 12)}-${hex(32)}`,
    `sk_live_${word(24)}`,
    `rk_live_${word(24)}`,
    `AIza${word(35)}`,
    `GOCSPX-${word(28)}`,
    `ya29.${word(80)}`,
    `sk-ant-api03-${word(93)}AA`,
    `sk-proj-${word(48)}`,
    `sk-${word(48)}`,
    `hf_${word(34)}`,
    `npm_${word(36)}`,
    `pypi-AgEIcHlwaS5vcmc${word(140)}`,
    `dop_v1_${hex(64)}`,
    `hvs.${word(90)}`,
    `dapi${hex(32)}`,
    `SG.${word(22)}.${word(43)}`,
    `SK${hex(32)}`,
    `shpat_${hex(32)}`,
    `sq0atp-${word(22)}`,
    `key-${hex(32)}`,
    `xkeysib-${hex(64)}-${word(16)}`,
    `lin_api_${word(40)}`,
    `glsa_${word(32)}_${hex(8)}`,
    `dckr_pat_${word(27)}`,
    `rubygems_${hex(48)}`,
    `pul-${hex(40)}`,
    `NRAK-${upper(27)}`,
    `tskey-auth-${word(17)}-${word(32)}`,
    `figd_${word(40)}`,
    `eyJ${word(30)}.eyJ${word(60)}.${word(43)}`,
  ].map((key) => [`found ${key} there`, key] as const),
  ...['RSA PRIVATE', 'EC PRIVATE', 'OPENSSH PRIVATE', 'PRIVATE', 'ENCRYPTED PRIVATE', 'DSA PRIVATE'].map(
    (kind) => {
      const body = word(64)
      return [`-----BEGIN ${kind} KEY-----\n${body}\n-----END ${kind} KEY-----`, body] as const
    },
  ),
  ...[
    'password=',
    'PASSWORD: ',
    'db_password = ',
    '"password": "',
    "passwd='",
    'client_secret=',
    '"clientSecret":"',
    'aws_secret_access_key = ',
    'SECRET_KEY=',
    'api_key=',
    '"apiKey": "',
    'x-api-key: ',
    'Authorization: Bearer ',
    'access_token=',
    'refresh_token: ',
    'session_token=',
    'encryption_key=',
    'jdbc:postgresql://db/x?user=app&password=',
    'AccountName=x;AccountKey=',
    'Server=db;User Id=app;Password=',
  ].map((name) => {
    const key = name.includes('AccountKey') ? `${word(86)}==` : word(24)
    const quote = name.endsWith('"') ? '"' : name.endsWith("'") ? "'" : ''
    return [`${name}${key}${quote}`, key] as const
  }),
  ...['postgres', 'mysql', 'redis', 'mongodb+srv', 'amqp'].map((scheme) => {
    const password = word(14)
    return [`${scheme}://app:${password}@db.internal:5432/shop`, password] as const
  }),
]

/** Texts that speak of secrets and hold none. */
export const NO_SECRETS: readonly string[] = [
  ...['password', 'token', 'secret', 'api_key', 'Authorization', 'client_secret'].flatMap((name) => [
    `${name}: ********`,
    `${name}=\${${name.toUpperCase()}}`,
    `${name} = ${'process'}.env.${name.toUpperCase()}`,
    `"${name}": null`,
    `${name}: <${name}>`,
    `the ${name} was changed yesterday`,
    `invalid ${name}`,
    `${name}_id=42`,
  ]),
  ...Array.from({ length: 20 }, () => `commit ${hex(40)}`),
  ...Array.from({ length: 20 }, () => `{"id":"${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}"}`),
  ...Array.from({ length: 10 }, () => `sha256:${hex(64)}`),
  ...Array.from({ length: 10 }, () => `etag: "${hex(32)}"`),
  'sk-learn, task-force and risk-free',
  'a key: openness',
  'keyboard: QWERTY layout, 104 keys',
  'monkey=banana',
  'primary_key: id',
  'foreign key: customer_id',
  'token bucket: 100 per second',
  'https://example.com/path?page=2',
  '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----',
  '-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----',
  'author: Jane Austen',
  'secret santa at 5',
]
