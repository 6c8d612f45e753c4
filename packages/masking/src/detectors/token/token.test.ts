import { describe, expect, it } from 'vitest'
import { find } from '../../../test/find'

/** Put together here, so that nobody's scanner takes this file for a leak. */
const key = (prefix: string, size: number, alphabet = 'aB3dE6gH9jK2mN5pQ8rS1tU4vW7xY0zC'): string =>
  prefix + alphabet.repeat(20).slice(0, size)
const hex = '0a9b8c7d6e5f4132'

describe('token', () => {
  it.each([
    ['AWS', key('AKIA', 16, 'Q3ERT7YU4IOP2ASD')],
    ['GitHub', key('ghp_', 36)],
    ['GitHub, fine-grained', key('github_pat_', 82)],
    ['GitLab', key('glpat-', 20)],
    ['Slack', `${key('xoxb-', 11, '1234567890')}-${key('', 24)}`],
    ['Stripe', key('sk_live_', 24)],
    ['Google', key('AIza', 35)],
    ['Anthropic', key('sk-ant-api03-', 95)],
    ['OpenAI', key('sk-proj-', 48)],
    ['npm', key('npm_', 36)],
    ['PyPI', key('pypi-', 120)],
    ['DigitalOcean', key('dop_v1_', 64, hex)],
    ['Vault', key('hvs.', 90)],
    ['Databricks', key('dapi', 32, hex)],
    ['SendGrid', `${key('SG.', 22)}.${key('', 43)}`],
    ['Twilio', key('SK', 32, hex)],
    ['Hugging Face', key('hf_', 34)],
    ['Shopify', key('shpat_', 32, hex)],
  ])('finds a token of %s', (_, token) => {
    expect(find(`value ${token}, next`, 'token')).toEqual([token])
  })

  it.each([
    'AKIA',
    key('AKIA', 15, 'Q3ERT7YU4IOP2ASD'),
    `X${key('AKIA', 16, 'Q3ERT7YU4IOP2ASD')}`,
    'ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    'sk-learn and task-list',
    'key-value',
    'secret_santa',
    'SKU-1234, ACME',
  ])('finds nothing in %s', (text) => {
    expect(find(text, 'token')).toEqual([])
  })
})
